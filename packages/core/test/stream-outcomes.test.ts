/** Policies in front of calls whose output is a stream: when such calls end, and how. */

import { describe, expect, it } from "vitest";
import { createTransport, type Dispatch, dispatchOf } from "../src/call/dispatch.ts";
import { StreamFailure } from "../src/extend.ts";
import { type CallContext, type CallResponse, createClient, ServiceError } from "../src/index.ts";
import { createBalanceTransport } from "../src/internal.ts";
import { createBulkhead } from "../src/policy/bulkhead.ts";
import { createCircuitBreaker } from "../src/policy/circuit-breaker.ts";
import { type OutcomeObserver, watchOutcome } from "../src/policy/outcome.ts";
import { createRetry } from "../src/policy/retry.ts";
import { unlimitedBudget } from "../src/policy/retry-budget.ts";
import { collect, each, FeedClient } from "./feed.ts";
import { ManualClock } from "./manual-clock.ts";
import { failureOf, hold, reject, ScriptedTransport, type Step } from "./scripted-transport.ts";

/** The callee responds with these items, then runs `end`. */
function streams(count: number, end: (context: CallContext) => Promise<void> | void = () => undefined): Step {
  return ({ context }) => {
    async function* items(): AsyncGenerator<unknown, void, void> {
      for (let n = 1; n <= count; n += 1) yield { n };
      await end(context);
    }
    return { output: items(), local: false };
  };
}

const whole = streams(2);
const endless = streams(Number.POSITIVE_INFINITY);
const silent = streams(1, () => new Promise(() => undefined));
const breaks = (code: ServiceError["code"], reason?: string): Step =>
  streams(1, () => {
    throw new ServiceError(code, code, { sent: "maybe_sent", ...(reason !== undefined && { reason }) });
  });
const failsBy = (code: ServiceError["code"], reason?: string): Step =>
  streams(1, () => {
    throw new StreamFailure({ code, reason, message: code });
  });

const about = { target: "there", emit: () => undefined };

function clientOf(dispatch: Dispatch): FeedClient {
  return createClient(FeedClient, createTransport(dispatch));
}

/** Reads the first item, and keeps the stream open. */
async function open(client: FeedClient, options?: Parameters<FeedClient["ticks"]>[1]): Promise<AsyncIterator<unknown>> {
  const items = client.ticks({ count: 1 }, options)[Symbol.asyncIterator]();
  expect(await items.next()).toEqual({ done: false, value: { n: 1 } });
  return items;
}

async function leave(client: FeedClient): Promise<void> {
  for await (const _ of client.ticks({ count: 1 })) break;
}

describe("watchOutcome", () => {
  function watch(step: Step) {
    const seen: string[] = [];
    const transport = new ScriptedTransport(step);
    const observer: OutcomeObserver = {
      settled: (failure) => seen.push(failure === undefined ? "success" : failure.code),
      begun: () => seen.push("begun"),
    };
    const client = clientOf((request, receiver) => watchOutcome(transport.dispatch, request, receiver, observer));
    return { client, seen };
  }

  it.each<[string, Step, string[]]>([
    ["is whole", whole, ["begun", "success"]],
    ["is empty", streams(0), ["begun", "success"]],
    ["is cut", breaks("data_loss"), ["begun", "data_loss"]],
    ["fails at the callee", failsBy("unavailable"), ["begun", "unavailable"]],
    ["is outside the contract", () => ({ output: each({ n: "one" }), local: false }), ["begun", "internal"]],
    ["never begins", reject("unavailable"), ["unavailable"]],
  ])("reports the end of a stream that %s, once", async (_what, step, outcome) => {
    const { client, seen } = watch(step);
    await collect(client.ticks({ count: 1 }));
    expect(seen).toEqual(outcome);
  });

  it("reports success when its reader leaves: the callee did its part", async () => {
    const { client, seen } = watch(endless);
    const items = await open(client);
    expect(seen).toEqual(["begun"]);
    await items.return?.();
    expect(seen).toEqual(["begun", "success"]);
  });

  it("reports the cancellation of a stream that is being read", async () => {
    const { client, seen } = watch(silent);
    const controller = new AbortController();
    const items = await open(client, { signal: controller.signal });
    const second = failureOf(items.next());
    controller.abort();
    expect(seen).toEqual(["begun", "canceled"]);
    expect(await second).toMatchObject({ code: "canceled" });
  });

  it("reports the deadline of a stream whose reader has paused", async () => {
    const ended = Promise.withResolvers<unknown>();
    const transport = new ScriptedTransport(endless);
    const client = clientOf((request, receiver) =>
      watchOutcome(transport.dispatch, request, receiver, { settled: ended.resolve }),
    );
    const items = await open(client, { timeoutMs: 50 });
    expect(await ended.promise).toMatchObject({ code: "deadline_exceeded" });
    expect(await failureOf(items.next())).toMatchObject({ code: "deadline_exceeded" });
  });

  it("reports a client stream when its response arrives", async () => {
    const { step, entered, finish } = hold();
    const { client, seen } = watch(step);
    const sum = client.sum(each(1, 2));
    await entered;
    expect(seen).toEqual([]);
    finish(() => ({ output: 3, local: false }));
    expect(await sum).toBe(3);
    expect(seen).toEqual(["success"]);
  });
});

describe("a breaker in front of streams", () => {
  function setUp(...steps: Step[]) {
    const clock = new ManualClock();
    const transport = new ScriptedTransport(...steps);
    const breaker = createCircuitBreaker(transport.dispatch, { ...about, failures: 2, clock });
    return { clock, transport, breaker, client: clientOf(breaker.dispatch) };
  }
  const readTwice = async (client: FeedClient): Promise<void> => {
    for (let call = 0; call < 2; call += 1) await collect(client.ticks({ count: 1 }));
  };

  it.each<[string, Step, "open" | "closed"]>([
    ["cut", breaks("data_loss"), "open"],
    ["lost", breaks("unavailable"), "open"],
    ["failed by an undeclared unavailable", failsBy("unavailable"), "open"],
    ["failed by a declared error", failsBy("unavailable", "feedClosed"), "closed"],
    ["failed by a bug", failsBy("internal"), "closed"],
  ])("judges them by their end: %s", async (_what, step, state) => {
    const { client, breaker } = setUp(step);
    await readTwice(client);
    expect(breaker.state).toBe(state);
  });

  it("begins to count anew when a reader leaves", async () => {
    const { client, breaker } = setUp(breaks("unavailable"), endless, breaks("unavailable"), endless);
    for (let round = 0; round < 2; round += 1) {
      await collect(client.ticks({ count: 1 }));
      await leave(client);
    }
    expect(breaker.state).toBe("closed");
  });

  it("closes when the stream that probes has begun, and counts its end like any other", async () => {
    const { clock, transport, client, breaker } = setUp(breaks("unavailable"));
    await readTwice(client);
    clock.advance(1_000);
    transport.become(breaks("unavailable"));
    const probe = await open(client);
    expect(breaker.state).toBe("closed");
    await failureOf(probe.next());
    expect(breaker.state).toBe("closed");
    await collect(client.ticks({ count: 1 }));
    expect(breaker.state).toBe("open");
  });
});

describe("a bulkhead in front of streams", () => {
  function setUp(...steps: Step[]) {
    const transport = new ScriptedTransport(...steps);
    const bulkhead = createBulkhead(transport.dispatch, { ...about, concurrency: 1, queue: 1 });
    return { transport, bulkhead, client: clientOf(bulkhead.dispatch) };
  }

  it("keeps their slot until they end, and passes it on", async () => {
    const { client, bulkhead } = setUp(whole);
    const first = await open(client);
    const second = collect(client.ticks({ count: 1 }));
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([1, 1]);
    expect((await collect(client.ticks({ count: 1 }))).error).toMatchObject({ reason: "bulkheadFull" });
    expect((await first.next()).done).toBe(false);
    expect((await first.next()).done).toBe(true);
    expect((await second).items).toHaveLength(2);
    expect(bulkhead.inFlight).toBe(0);
  });

  it("frees the slot of an unread stream at its deadline", async () => {
    const { client, bulkhead } = setUp(endless, whole);
    await open(client, { timeoutMs: 50 });
    expect((await collect(client.ticks({ count: 1 }))).items).toHaveLength(2);
    expect(bulkhead.inFlight).toBe(0);
  });
});

describe("balance over streams", () => {
  const setUp = (...steps: Step[]) => {
    const members = ["a", "b"].map((name, index) => ({
      name,
      transport: new ScriptedTransport(steps[index] ?? whole),
    }));
    const balance = createBalanceTransport(members, { clock: new ManualClock() });
    const attempts = (): number[] => members.map(({ transport }) => transport.attempts);
    return { balance, attempts, client: clientOf(dispatchOf(balance)) };
  };
  const inFlight = ({ members }: ReturnType<typeof createBalanceTransport>): number[] =>
    members.map((member) => member.inFlight);

  it("goes where the fewest streams are open", async () => {
    const { balance, client, attempts } = setUp(endless, endless);
    const first = await open(client);
    await leave(client);
    await leave(client);
    expect(attempts()).toEqual([1, 2]);
    expect(inFlight(balance)).toEqual([1, 0]);
    await first.return?.();
    expect(inFlight(balance)).toEqual([0, 0]);
  });

  it("ejects a member that breaks its streams off", async () => {
    const { balance, client } = setUp(breaks("data_loss"));
    for (let call = 0; call < 12; call += 1) await collect(client.ticks({ count: 1 }));
    expect(balance.members.map(({ ejectedForMs }) => ejectedForMs)).toEqual([1_000, 0]);
    expect(inFlight(balance)).toEqual([0, 0]);
  });
});

describe("retries of streams", () => {
  function setUp(...steps: Step[]) {
    const transport = new ScriptedTransport(...steps);
    const clock = new ManualClock({ instant: true });
    return {
      transport,
      client: clientOf(createRetry(transport.dispatch, { ...about, retries: 2, budget: unlimitedBudget, clock })),
    };
  }

  it("happen before the first item", async () => {
    const { transport, client } = setUp(reject("unavailable", { sent: "maybe_sent" }), whole);
    expect((await collect(client.ticks({ count: 1 }))).items).toHaveLength(2);
    expect(transport.attempts).toBe(2);
  });

  it.each<[string, Step]>([
    ["by its transport", breaks("unavailable")],
    [
      "by its callee",
      streams(1, () => Promise.reject(new StreamFailure({ code: "unavailable", message: "", retryable: true }))),
    ],
  ])("never happen after it, though the stream fails %s", async (_what, step) => {
    const { transport, client } = setUp(step);
    const { items, error } = await collect(client.ticks({ count: 1 }));
    expect(items).toEqual([{ n: 1 }]);
    expect(error).toMatchObject({ code: "unavailable" });
    expect(transport.attempts).toBe(1);
  });
});

describe("observers of a call", () => {
  function watched(step: Step) {
    const seen: unknown[] = [];
    const transport = new ScriptedTransport(step);
    const dispatch: Dispatch = (request, receiver) => {
      const { context } = request;
      context.observe({ ended: (failure) => seen.push(failure?.code), noted: ({ type }) => seen.push(type) });
      inner(request, receiver);
    };
    const clock = new ManualClock({ instant: true });
    const inner = createRetry(transport.dispatch, { ...about, retries: 2, budget: unlimitedBudget, clock });
    return { client: clientOf(dispatch), seen, transport };
  }

  it("receive its attempts, then the error that its caller sees", async () => {
    const bad = (): CallResponse => ({ output: "seven", local: false });
    const { client, seen, transport } = watched(reject("unavailable", { sent: "not_sent" }));
    transport.become(bad);
    expect(await failureOf(client.sum(each(1)))).toMatchObject({ code: "internal" });
    expect(seen).toEqual(["internal"]);
    transport.become(reject("unavailable", { sent: "not_sent" }), whole);
    await collect(client.ticks({ count: 1 }));
    expect(seen).toEqual(["internal", "retry", undefined]);
  });

  it("do no harm by throwing", async () => {
    const down = reject("unavailable", { sent: "not_sent" });
    const transport = new ScriptedTransport(down);
    const clock = new ManualClock({ instant: true });
    const again = createRetry(transport.dispatch, { ...about, retries: 1, budget: unlimitedBudget, clock });
    const seen: unknown[] = [];
    const boom = (): never => {
      throw new Error("observer");
    };
    const client = clientOf((request, receiver) => {
      request.context.observe({ ended: boom, noted: boom });
      request.context.observe({ ended: (failure) => seen.push(failure?.code), noted: ({ type }) => seen.push(type) });
      again(request, receiver);
    });
    expect(await failureOf(client.sum(each(1)))).toMatchObject({ code: "unavailable" });
    transport.become(down, whole);
    expect((await collect(client.ticks({ count: 1 }))).items).toHaveLength(2);
    await leave(client);
    expect(seen).toEqual(["retry", "unavailable", "retry", undefined, undefined]);
  });

  it("receive the end at once when it has ended already", async () => {
    const { client, transport } = watched(() => ({ output: 1, local: false }));
    await client.sum(each(1));
    const late = await new Promise((resolve) => transport.requests[0]?.context.observe({ ended: resolve }));
    expect(late).toBeUndefined();
  });
});
