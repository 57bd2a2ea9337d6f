import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import type { ServiceError } from "@seamline/core";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";
import { layouts, type Mode, openSystem, type Seen, type System, waiting } from "./services.ts";

const spans = new RecordedSpans();
const { client, server } = telemetry();
const interceptors = { client: [client], server: [server] };

beforeAll(() => {
  // Registered after `telemetry()` was called: the order must not matter.
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

describe.each(Object.entries(layouts))("telemetry, %s", (_name, { layout, env = {} }) => {
  let system: System;

  beforeEach(async () => {
    system = await openSystem(layout, { interceptors, env });
  });
  afterEach(async () => {
    await system[Symbol.asyncDispose]();
    spans.clear();
  });

  async function fail(mode: Mode, signal?: AbortSignal): Promise<string> {
    const reason = await system.client.placeOrder({ mode }, signal && { signal }).catch((error: unknown) => error);
    return (reason as ServiceError).code;
  }

  it("makes every hop, and the spans of handlers, children of the caller's span", async () => {
    await system.client.placeOrder({ mode: "ok" });
    await spans.quiet();
    expect(spans.draw()).toMatchInlineSnapshot(`
      "CLIENT customer.placeOrder UNSET
        SERVER customer.placeOrder UNSET
          INTERNAL pack UNSET
            CLIENT courier.createDelivery UNSET
              SERVER courier.createDelivery UNSET
                CLIENT restaurant.findRestaurant UNSET
                  SERVER restaurant.findRestaurant UNSET
                    INTERNAL cook UNSET"
    `);
  });

  it("has the code of a failure at every hop, and no part of its message", async () => {
    expect(await fail("missing")).toBe("internal");
    await spans.quiet();
    expect(spans.draw()).toMatchInlineSnapshot(`
      "CLIENT customer.placeOrder error.type=internal ERROR
        SERVER customer.placeOrder error.type=internal ERROR
          INTERNAL pack UNSET
            CLIENT courier.createDelivery error.type=internal ERROR
              SERVER courier.createDelivery error.type=internal ERROR
                CLIENT restaurant.findRestaurant error.type=not_found seamline.error.reason=restaurantNotFound ERROR
                  SERVER restaurant.findRestaurant error.type=not_found seamline.error.reason=restaurantNotFound UNSET"
    `);
  });

  it("distinguishes a bug of the callee from a declared error", async () => {
    expect(await fail("bug")).toBe("internal");
    await spans.quiet();
    expect(spans.draw()).toMatchInlineSnapshot(`
      "CLIENT customer.placeOrder error.type=internal ERROR
        SERVER customer.placeOrder error.type=internal ERROR
          INTERNAL pack UNSET
            CLIENT courier.createDelivery error.type=internal ERROR
              SERVER courier.createDelivery error.type=internal ERROR
                CLIENT restaurant.findRestaurant error.type=internal ERROR
                  SERVER restaurant.findRestaurant error.type=internal ERROR"
    `);
  });

  it("ends every span of a call that is canceled at the deepest hop", async () => {
    const reached = new Promise<void>((resolve) => {
      waiting.resolve = resolve;
    });
    const controller = new AbortController();
    const failed = fail("wait", controller.signal);
    await reached;
    controller.abort();
    expect(await failed).toBe("canceled");
    await spans.quiet();
    expect(spans.draw()).toMatchInlineSnapshot(`
      "CLIENT customer.placeOrder error.type=canceled ERROR
        SERVER customer.placeOrder error.type=canceled UNSET
          INTERNAL pack UNSET
            CLIENT courier.createDelivery error.type=canceled ERROR
              SERVER courier.createDelivery error.type=canceled UNSET
                CLIENT restaurant.findRestaurant error.type=canceled ERROR
                  SERVER restaurant.findRestaurant error.type=canceled UNSET"
    `);
  });

  it("continues the span that is active at the call", async () => {
    const tracer = trace.getTracer("test");
    const seen = await tracer.startActiveSpan("around", async (span) => {
      const result = await system.client.placeOrder({ mode: "ok" });
      span.end();
      return result;
    });
    await spans.quiet();
    const around = spans.ended.find(({ name }) => name === "around");
    const first = spans.ended.find(({ parentSpanContext: parent }) => parent?.spanId === around?.spanContext().spanId);
    expect(first?.name).toBe("customer.placeOrder");
    expect(new Set(spans.ended.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(new Set(seen.flatMap(traceIds))).toEqual(new Set([around?.spanContext().traceId]));
  });

  it("keeps 200 interleaved calls apart", async () => {
    const marks = Array.from({ length: 200 }, (_, index) => `#${index}`);
    const results = await Promise.all(marks.map((mark) => system.client.placeOrder({ mode: "ok", mark })));
    await spans.quiet();
    const owners = new Map<string, string>();
    for (const [index, seen] of results.entries()) {
      const ids = new Set(seen.flatMap(traceIds));
      expect(ids.size).toBe(1);
      owners.set([...ids][0] as string, marks[index] as string);
    }
    expect(owners.size).toBe(200);
    expect(spans.ended).toHaveLength(200 * 8);
    for (const span of spans.ended) {
      const [, mark] = span.name.split(" ");
      if (mark !== undefined) expect(owners.get(span.spanContext().traceId)).toBe(mark);
    }
  });
});

function traceIds({ traceId, activeTraceId }: Seen): (string | null)[] {
  return [traceId, activeTraceId];
}
