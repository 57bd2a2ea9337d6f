import { describe, expect, it } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import {
  clientOf,
  failureOf,
  hold,
  printEvent,
  reject,
  respondWith,
  ScriptedTransport,
  type Step,
  succeed,
} from "../../test/scripted-transport.ts";
import { dispatchOf } from "../call/dispatch.ts";
import { createRetry } from "../policy/retry.ts";
import { unlimitedBudget } from "../policy/retry-budget.ts";
import { createBalanceTransport } from "./balance.ts";

function setUp(...names: string[]) {
  const clock = new ManualClock();
  const events: string[] = [];
  const members = names.map((name) => ({ name, transport: new ScriptedTransport() }));
  const emit = (event: Parameters<typeof printEvent>[0]): void => void events.push(printEvent(event));
  const balance = createBalanceTransport(members, { clock, emit });
  const client = clientOf(dispatchOf(balance));
  const greet = (): Promise<unknown> => client.greet({ name: "a" }).catch((reason: unknown) => reason);
  const attempts = (): number[] => members.map(({ transport }) => transport.attempts);
  return { clock, events, transports: members.map(({ transport }) => transport), balance, client, greet, attempts };
}

const down = reject("unavailable", { sent: "not_sent" });

describe("createBalanceTransport", () => {
  it("calls its members in turn, and prefers the one with the fewest calls in flight", async () => {
    const { transports, greet, attempts, balance, client } = setUp("a", "b", "c");
    for (let call = 0; call < 6; call += 1) await greet();
    expect(attempts()).toEqual([2, 2, 2]);
    const held = hold();
    transports[1]?.become(held.step, succeed);
    const slow: Promise<unknown>[] = [];
    while (attempts()[1] === 2) slow.push(client.greet({ name: "slow" }));
    await held.entered;
    await Promise.all(slow.slice(0, -1));
    expect(balance.members[1]).toEqual({ name: "b", inFlight: 1, ejectedForMs: 0 });
    const [before] = [attempts()];
    for (let call = 0; call < 6; call += 1) await greet();
    expect(attempts()).toEqual([(before[0] ?? 0) + 3, before[1], (before[2] ?? 0) + 3]);
    held.finish(succeed);
    await Promise.all(slow);
    expect(balance.members.every(({ inFlight }) => inFlight === 0)).toBe(true);
  });

  it("ejects a member that fails five times in a row, for longer each time, until it responds again", async () => {
    const { clock, events, transports, greet, attempts } = setUp("a", "b");
    transports[0]?.become(down);
    for (let call = 0; call < 40; call += 1) await greet();
    expect(attempts()[0]).toBe(5);
    for (const ms of [1_000, 2_000]) {
      clock.advance(ms);
      for (let call = 0; call < 20; call += 1) await greet();
    }
    expect(attempts()[0]).toBe(7);
    transports[0]?.become(succeed);
    clock.advance(4_000);
    for (let call = 0; call < 20; call += 1) await greet();
    expect(attempts()[0]).toBe(17);
    expect(events.filter((event) => !event.startsWith("fellBack"))).toEqual([
      "ejected a for 1000",
      "ejected a for 2000",
      "ejected a for 4000",
      "readmitted a",
    ]);
  });

  it("does not count error responses against a member", async () => {
    const { transports, greet, events } = setUp("a", "b");
    for (const transport of transports) transport.become(respondWith("internal"));
    for (let call = 0; call < 20; call += 1) await greet();
    expect(events).toEqual([]);
  });

  it("uses every member when all are ejected, without multiplying calls", async () => {
    const { transports, greet, attempts } = setUp("a", "b");
    for (const transport of transports) transport.become(down);
    for (let call = 0; call < 105; call += 1) await greet();
    // Both were tried by the first five calls; of the others, three and then one in ten tried the
    // second as well.
    expect((attempts()[0] ?? 0) + (attempts()[1] ?? 0)).toBe(105 + 5 + 3 + 10);
    for (const transport of transports) transport.become(succeed);
    expect(await greet()).toEqual({ text: "hello" });
  });

  it("finds an ejected member that is back when those in use cannot be reached", async () => {
    const { transports, greet, events } = setUp("a", "b");
    transports[0]?.become(down);
    for (let call = 0; call < 10; call += 1) await greet();
    transports[0]?.become(succeed);
    transports[1]?.become(down);
    expect(await greet()).toEqual({ text: "hello" });
    expect(events.slice(-2)).toEqual(["fellBack b", "readmitted a"]);
  });

  it("sends a call that could not be sent to one member to the others, each once", async () => {
    const { transports, client, attempts, events } = setUp("a", "b", "c");
    for (const transport of transports.slice(0, 2)) transport.become(down);
    await client.wave({ hand: "left" });
    expect(attempts()).toEqual([1, 1, 1]);
    expect(events).toEqual(["fellBack a", "fellBack b"]);
    transports[2]?.become(down);
    expect(await failureOf(client.wave({ hand: "left" }))).toMatchObject({ code: "unavailable", sent: "not_sent" });
    expect(attempts()).toEqual([2, 2, 2]);
    transports[0]?.become(reject("unavailable", { sent: "maybe_sent" }));
    transports[1]?.become(reject("unavailable", { sent: "maybe_sent" }));
    transports[2]?.become(reject("unavailable", { sent: "maybe_sent" }));
    await failureOf(client.wave({ hand: "left" }));
    expect(attempts().reduce((sum, one) => sum + one)).toBe(7);
  });

  it("sends no calls to a member that is draining for a moment, unless all members are", async () => {
    const { clock, transports, greet, attempts, events } = setUp("a", "b");
    const drain: Step = async (request) => ({ ...(await succeed(request)), draining: true });
    transports[0]?.become(drain);
    for (let call = 0; call < 10; call += 1) await greet();
    expect(attempts()).toEqual([1, 9]);
    clock.advance(250);
    for (let call = 0; call < 10; call += 1) await greet();
    expect(attempts()).toEqual([2, 18]);
    transports[1]?.become(drain);
    for (let call = 0; call < 10; call += 1) expect(await greet()).toEqual({ text: "hello" });
    expect(attempts()).toEqual([7, 23]);
    expect(events).toEqual([]);
  });

  it("tries a call again at another member than before", async () => {
    const { transports, balance } = setUp("a", "b", "c");
    for (const transport of transports.slice(0, 2)) transport.become(reject("unavailable", { sent: "maybe_sent" }));
    const clock = new ManualClock({ instant: true });
    const options = { retries: 2, target: "all", budget: unlimitedBudget, clock, emit: () => undefined };
    const client = clientOf(createRetry(dispatchOf(balance), options));
    for (let count = 0; count < 9; count += 1) expect(await client.greet({ name: "a" })).toEqual({ text: "hello" });
  });

  it("takes a canceled call off its member although the member never settles", async () => {
    const { transports, balance, client } = setUp("a", "b");
    for (const transport of transports) transport.become(() => new Promise(() => undefined));
    await failureOf(client.greet({ name: "a" }, { timeoutMs: 1 }));
    expect(balance.members.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
  });

  it("closes every member, also when one fails to", async () => {
    const { transports, balance } = setUp("a", "b", "c");
    Object.assign(transports[0] as object, { close: () => Promise.reject(new Error("stuck")) });
    await expect(balance.close?.()).rejects.toThrow("Not every member of a combinator could be closed");
    expect(transports.slice(1).map(({ closed }) => closed)).toEqual([1, 1]);
  });
});
