import { context, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { AlwaysOnSampler, ParentBasedSampler, type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";
import { layouts, openSystem, type Seen, type System } from "./services.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const spans = new RecordedSpans();
let system: System;

beforeAll(async () => {
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans], sampler }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { client, server } = telemetry();
  const { layout = [] } = layouts.mixed ?? {};
  system = await openSystem(layout, { interceptors: { client: [client], server: [server] } });
});
afterAll(() => system[Symbol.asyncDispose]());
afterEach(() => spans.clear());

async function placeOrder(headers: Record<string, string> = {}): Promise<Seen[]> {
  const response = await fetch(`${system.publicUrl}/customer/placeOrder`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ mode: "ok" }),
  });
  const hops = (await response.json()) as Seen[];
  await spans.quiet();
  return hops;
}

/** The span of the public call itself. */
function outermost(): ReadableSpan {
  return spans.ended.filter(({ kind }) => kind === SpanKind.SERVER).at(-1) as ReadableSpan;
}

describe("a public call", () => {
  it("begins a trace if it has none, and the context has the same one", async () => {
    const hops = await placeOrder();
    expect(outermost().name).toBe("customer.placeOrder");
    expect(outermost().parentSpanContext).toBeUndefined();
    expect(new Set(hops.map((seen) => seen.traceId))).toEqual(new Set([outermost().spanContext().traceId]));
    expect(spans.draw().match(/^\S.*$/gm)).toEqual(["SERVER customer.placeOrder UNSET"]);
  });

  it("is a child of the span in its request", async () => {
    const hops = await placeOrder({ traceparent: `00-${traceId}-${spanId}-01` });
    expect(outermost().parentSpanContext).toMatchObject({ traceId, spanId });
    expect(new Set(hops.map((seen) => seen.traceId))).toEqual(new Set([traceId]));
  });

  it("is not recorded at any hop if its caller does not sample it", async () => {
    const hops = await placeOrder({ traceparent: `00-${traceId}-${spanId}-00` });
    expect(hops.map((seen) => seen.traceId)).toEqual([traceId, traceId, traceId]);
    expect(spans.ended).toEqual([]);
  });

  it.each([
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-01",
  ])("begins a new trace instead of %j", async (traceparent) => {
    await placeOrder({ traceparent });
    expect(outermost().parentSpanContext).toBeUndefined();
    expect(outermost().spanContext().traceId).not.toBe(traceId);
  });
});
