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
} from "../../test/scripted-transport.ts";
import { createRetry } from "./retry.ts";
import { createRetryBudget, unlimitedBudget } from "./retry-budget.ts";

function setUp(steps: readonly Step[], options: { retries?: number; clock?: ManualClock; budgeted?: boolean } = {}) {
  const { retries = 2, clock = new ManualClock({ instant: true }), budgeted = false } = options;
  const transport = new ScriptedTransport(...steps);
  const events: string[] = [];
  const budget = budgeted ? createRetryBudget(clock) : unlimitedBudget;
  const emit = (event: Parameters<typeof printEvent>[0]): void => void events.push(printEvent(event));
  const dispatch = createRetry(transport.dispatch, { retries, target: "there", budget, clock, emit });
  return { transport, clock, events, client: clientOf(dispatch) };
}

const repeatable = (client: ReturnType<typeof clientOf>): Promise<unknown> => client.greet({ name: "a" });
const unrepeatable = (client: ReturnType<typeof clientOf>): Promise<unknown> => client.wave({ hand: "left" });
const withKey = (client: ReturnType<typeof clientOf>): Promise<unknown> =>
  client.wave({ hand: "left" }, { idempotencyKey: "k" });

describe("createRetry", () => {
  it.each<[string, Step, (client: ReturnType<typeof clientOf>) => Promise<unknown>, number]>([
    ["not sent, any operation", reject("unavailable", { sent: "not_sent" }), unrepeatable, 3],
    ["refused before it began, any operation", respondWith("unavailable", { notSent: true }), unrepeatable, 3],
    ["no room, not sent", reject("resource_exhausted", { sent: "not_sent" }), unrepeatable, 3],
    ["maybe sent, idempotent", reject("unavailable", { sent: "maybe_sent" }), repeatable, 3],
    ["maybe sent, not idempotent", reject("unavailable", { sent: "maybe_sent" }), unrepeatable, 1],
    ["maybe sent, idempotency key", reject("unavailable", { sent: "maybe_sent" }), withKey, 3],
    ["maybe sent, no room", reject("resource_exhausted", { sent: "maybe_sent" }), repeatable, 1],
    ["processed, idempotent", respondWith("unavailable"), repeatable, 1],
    ["processed and retryable, any operation", respondWith("aborted", { retryable: true }), unrepeatable, 3],
    ["processed, no room", respondWith("resource_exhausted"), repeatable, 1],
    ["cut response", reject("data_loss", { sent: "maybe_sent" }), repeatable, 1],
    ["a bug", respondWith("internal"), repeatable, 1],
    ["not sent, but of no use", reject("unavailable", { sent: "not_sent", reason: "tls" }), repeatable, 1],
    [
      "refused by a breaker further on",
      reject("unavailable", { sent: "not_sent", reason: "x", retryable: true }),
      unrepeatable,
      3,
    ],
    ["bad input", reject("invalid_argument", { sent: "not_sent" }), repeatable, 1],
    ["out of time", reject("deadline_exceeded", { sent: "not_sent", retryable: true }), repeatable, 1],
    ["canceled", reject("canceled", { sent: "not_sent", retryable: true }), repeatable, 1],
  ])("decides by code, progress and operation: %s", async (_name, step, run, attempts) => {
    const { transport, client } = setUp([step]);
    await failureOf(run(client));
    expect(transport.attempts).toBe(attempts);
  });

  it("returns the output of a later attempt, in the same call, and emits an event", async () => {
    const { transport, client, events } = setUp(
      [reject("unavailable"), respondWith("unavailable", { notSent: true })].concat(() => ({
        output: { text: "at last" },
        local: false,
      })),
    );
    expect(await client.greet({ name: "a" })).toEqual({ text: "at last" });
    expect(new Set(transport.requests.map(({ context }) => context.callId)).size).toBe(1);
    expect(events).toEqual(["retry 2 of greeter.greet", "retry 3 of greeter.greet"]);
  });

  it("draws each backoff from 0 to a bound that doubles from 50 ms to 2 s", async () => {
    const clock = new ManualClock({ instant: true });
    clock.chance = 1;
    const { client } = setUp([reject("unavailable")], { retries: 8, clock });
    await failureOf(client.greet({ name: "a" }, { timeoutMs: 60_000 }));
    expect(clock.waits).toEqual([50, 100, 200, 400, 800, 1600, 2000, 2000]);
    const other = new ManualClock({ instant: true });
    other.chance = 0.1;
    await failureOf(setUp([reject("unavailable")], { clock: other }).client.greet({ name: "a" }));
    expect(other.waits).toEqual([5, 10]);
  });

  it("waits for the callee's retryAfterMs, but fails at once if that is past the deadline", async () => {
    const patient = setUp([respondWith("unavailable", { retryable: true, retryAfterMs: 700 }), reject("internal")]);
    await failureOf(patient.client.greet({ name: "a" }, { timeoutMs: 20_000 }));
    expect(patient.clock.waits).toEqual([700]);
    const late = setUp([respondWith("unavailable", { retryable: true, retryAfterMs: 30_000 })]);
    expect(await failureOf(late.client.greet({ name: "a" }, { timeoutMs: 20_000 }))).toMatchObject({
      code: "unavailable",
      retryAfterMs: 30_000,
    });
    expect(late.clock.waits).toEqual([]);
    expect(late.transport.attempts).toBe(1);
  });

  it("ends at once if it is canceled between two attempts, and leaves no timer", async () => {
    const clock = new ManualClock();
    const waiting = Promise.withResolvers<void>();
    const after = clock.after.bind(clock);
    clock.after = (ms, run) => (waiting.resolve(), after(ms, run));
    const { client, transport } = setUp([reject("unavailable")], { clock });
    const controller = new AbortController();
    const call = failureOf(client.greet({ name: "a" }, { signal: controller.signal }));
    await waiting.promise;
    expect(clock.pending).toBe(1);
    controller.abort();
    expect((await call).code).toBe("canceled");
    expect(clock.pending).toBe(0);
    expect(transport.attempts).toBe(1);
  });

  it("does not repeat an attempt that failed after its call had been canceled", async () => {
    const held = hold();
    const { client, transport, events } = setUp([held.step]);
    const controller = new AbortController();
    const call = failureOf(client.greet({ name: "a" }, { signal: controller.signal }));
    await held.entered;
    controller.abort();
    await call;
    held.finish(reject("unavailable"));
    await new Promise(setImmediate);
    expect(transport.attempts).toBe(1);
    expect(events).toEqual([]);
  });

  it("keeps attempts in a total outage below 110 % of calls and three a second", async () => {
    const clock = new ManualClock();
    clock.chance = 0;
    const { client, transport, events } = setUp([reject("unavailable")], { clock, budgeted: true });
    const calls = 2_000;
    const seconds = 10;
    for (let made = 0; made < calls; made += 1) {
      await failureOf(client.greet({ name: "a" }));
      clock.advance((seconds * 1000) / calls);
    }
    expect(transport.attempts).toBeGreaterThan(calls * 1.05);
    expect(transport.attempts).toBeLessThanOrEqual(calls * 1.1 + seconds * 3);
    expect(events).toContain("retryDenied there");
  });
});
