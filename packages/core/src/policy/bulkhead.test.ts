import { describe, expect, it } from "vitest";
import {
  clientOf,
  failureOf,
  hold,
  printEvent,
  reject,
  ScriptedTransport,
  succeed,
} from "../../test/scripted-transport.ts";
import { createBulkhead } from "./bulkhead.ts";

function setUp(concurrency: number, queue: number, count: number) {
  const held = Array.from({ length: count }, () => hold());
  const transport = new ScriptedTransport(...held.map(({ step }) => step), succeed);
  const events: string[] = [];
  const emit = (event: Parameters<typeof printEvent>[0]): void => void events.push(printEvent(event));
  const bulkhead = createBulkhead(transport.dispatch, { concurrency, queue, target: "there", emit });
  const names = (): unknown[] => transport.requests.map(({ input }) => (input as { name: string }).name);
  return { held, transport, events, bulkhead, client: clientOf(bulkhead.dispatch), names };
}

describe("createBulkhead", () => {
  it("runs `concurrency` calls, keeps `queue` calls waiting in order, and refuses the rest", async () => {
    const { held, bulkhead, client, names, events } = setUp(2, 2, 4);
    const calls = ["a", "b", "c", "d"].map((name) => client.greet({ name }));
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([2, 2]);
    expect(await failureOf(client.greet({ name: "e" }))).toMatchObject({
      code: "resource_exhausted",
      sent: "not_sent",
      reason: "bulkheadFull",
    });
    held[1]?.finish(succeed);
    await held[2]?.entered;
    expect(names()).toEqual(["a", "b", "c"]);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([2, 1]);
    for (const one of held) one.finish(reject("unavailable"));
    await Promise.allSettled(calls);
    expect(names()).toEqual(["a", "b", "c", "d"]);
    expect([bulkhead.inFlight, bulkhead.waiting]).toEqual([0, 0]);
    expect(events).toEqual(["rejected by bulkhead"]);
  });

  it("removes calls that are canceled or run out of time from any position of the queue", async () => {
    const { held, bulkhead, client, names } = setUp(1, 3, 1);
    const first = client.greet({ name: "first" });
    await held[0]?.entered;
    const controller = new AbortController();
    const canceled = failureOf(client.greet({ name: "canceled" }, { signal: controller.signal }));
    const late = failureOf(client.greet({ name: "late" }, { timeoutMs: 2 }));
    const last = client.greet({ name: "last" });
    expect(bulkhead.waiting).toBe(3);
    controller.abort();
    expect((await canceled).code).toBe("canceled");
    expect((await late).code).toBe("deadline_exceeded");
    expect(bulkhead.waiting).toBe(1);
    held[0]?.finish(succeed);
    await Promise.all([first, last]);
    expect(names()).toEqual(["first", "last"]);
  });

  it("frees the slot of a canceled call at once, although its transport never settles", async () => {
    const { held, bulkhead, client } = setUp(1, 0, 1);
    await failureOf(client.greet({ name: "stuck" }, { timeoutMs: 2 }));
    expect(bulkhead.inFlight).toBe(0);
    expect(await client.greet({ name: "next" })).toEqual({ text: "hello" });
    held[0]?.finish(succeed);
    await new Promise(setImmediate);
    expect(bulkhead.inFlight).toBe(0);
  });
});
