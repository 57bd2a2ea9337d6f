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
import { createCircuitBreaker } from "./circuit-breaker.ts";

function setUp(...steps: readonly Step[]) {
  const clock = new ManualClock();
  const transport = new ScriptedTransport(...steps);
  const events: string[] = [];
  const breaker = createCircuitBreaker(transport.dispatch, {
    failures: 3,
    target: "there",
    clock,
    emit: (event) => void events.push(printEvent(event)),
  });
  const client = clientOf(breaker.dispatch);
  const greet = (): Promise<unknown> => client.greet({ name: "a" }).catch((reason: unknown) => reason);
  return { clock, transport, events, breaker, client, greet };
}

const down = reject("unavailable", { sent: "maybe_sent" });

describe("createCircuitBreaker", () => {
  it("opens after failures in a row, refuses at once, probes after its time, and closes", async () => {
    const { clock, transport, events, breaker, greet } = setUp(down, down, succeed, down, down, down);
    for (let call = 0; call < 5; call += 1) await greet();
    expect(breaker.state).toBe("closed");
    await greet();
    expect(breaker.state).toBe("open");
    expect(await greet()).toMatchObject({ code: "unavailable", sent: "not_sent", reason: "breakerOpen" });
    expect(transport.attempts).toBe(6);
    transport.become(succeed);
    clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
    expect(await greet()).toEqual({ text: "hello" });
    expect(breaker.state).toBe("closed");
    expect(events).toEqual(["breakerOpened there for 1000", "rejected by breaker", "breakerClosed there"]);
  });

  it("lets one probe through at a time, and stays open twice as long after one that fails", async () => {
    const { clock, transport, events, breaker, greet, client } = setUp(down);
    for (let call = 0; call < 3; call += 1) await greet();
    clock.advance(1_000);
    const held = hold();
    transport.become(held.step, down);
    const probe = failureOf(client.greet({ name: "probe" }));
    await held.entered;
    expect(await greet()).toMatchObject({ reason: "breakerOpen" });
    held.finish(down);
    await probe;
    clock.advance(1_999);
    expect(breaker.state).toBe("open");
    for (let probes = 0; probes < 6; probes += 1) {
      clock.advance(30_000);
      await greet();
    }
    expect(
      events.filter((event) => event.startsWith("breakerOpened")).map((event) => Number(event.split(" ").at(-1))),
    ).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("ignores calls that had begun before it opened", async () => {
    const { clock, transport, events, breaker, greet, client } = setUp();
    const held = [hold(), hold()];
    transport.become(...held.map(({ step }) => step), down);
    const early = held.map(() => client.greet({ name: "early" }).catch(() => undefined));
    for (let call = 0; call < 3; call += 1) await greet();
    held[0]?.finish(down);
    held[1]?.finish(succeed);
    await Promise.all(early);
    expect(breaker.state).toBe("open");
    expect(events).toEqual(["breakerOpened there for 1000"]);
    clock.advance(1_000);
    expect(breaker.state).toBe("half-open");
  });

  it("probes again when a probe is canceled", async () => {
    const { clock, transport, breaker, greet, client } = setUp(down);
    for (let call = 0; call < 3; call += 1) await greet();
    clock.advance(1_000);
    const held = hold();
    transport.become(held.step, succeed);
    const controller = new AbortController();
    const probe = failureOf(client.greet({ name: "probe" }, { signal: controller.signal }));
    await held.entered;
    controller.abort();
    expect((await probe).code).toBe("canceled");
    expect(await greet()).toEqual({ text: "hello" });
    expect(breaker.state).toBe("closed");
    held.finish(down);
  });

  it("counts calls that run out of time, although their transport never settles", async () => {
    const { breaker, client } = setUp(() => new Promise(() => undefined));
    for (let call = 0; call < 3; call += 1) await failureOf(client.greet({ name: "a" }, { timeoutMs: 1 }));
    expect(breaker.state).toBe("open");
  });

  it.each<[string, Step, boolean]>([
    ["unreachable", reject("unavailable"), true],
    ["draining", respondWith("unavailable", { notSent: true }), true],
    ["cut", reject("data_loss", { sent: "maybe_sent" }), true],
    ["bugs", respondWith("internal"), false],
    ["foreign errors", reject("unknown", { sent: "maybe_sent" }), false],
    ["declared errors", respondWith("unavailable", { reason: "closedToday" }), false],
    ["bad input", respondWith("invalid_argument"), false],
    ["no room", reject("resource_exhausted"), false],
  ])("counts only what says something of the target: %s", async (_name, step, opens) => {
    const { breaker, greet } = setUp(step);
    for (let call = 0; call < 3; call += 1) await greet();
    expect(breaker.state).toBe(opens ? "open" : "closed");
  });
});
