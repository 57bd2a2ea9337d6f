import {
  type Context,
  context,
  createTraceState,
  propagation,
  ROOT_CONTEXT,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { beforeAll, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { layouts, openSystem, type Seen } from "./services.ts";

const { client, server } = telemetry();
const interceptors = { client: [client], server: [server] };

beforeAll(() => {
  trace.setGlobalTracerProvider(new TracerProvider());
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
});

function withBaggage(entries: Record<string, string>): Context {
  const pairs = Object.entries(entries).map(([name, value]) => [name, { value }] as const);
  return propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(Object.fromEntries(pairs)));
}

describe.each(Object.entries(layouts))("baggage and tracestate, %s", (_name, { layout, env = {} }) => {
  it("reach every hop of the call, and no other call", async () => {
    await using system = await openSystem(layout, { interceptors, env });
    const placeOrder = (): Promise<Seen[]> => system.client.placeOrder({ mode: "ok" });
    const calls = Array.from({ length: 20 }, (_, index) =>
      context.with(withBaggage({ user: `ada, ó; ${index}`, plan: "gold" }), placeOrder),
    );
    for (const [index, hops] of (await Promise.all(calls)).entries()) {
      for (const hop of hops) expect(hop.baggage).toEqual({ user: `ada, ó; ${index}`, plan: "gold" });
    }
    for (const hop of await placeOrder()) expect(hop).toMatchObject({ baggage: {}, traceState: null });
    const parent = {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      traceFlags: TraceFlags.SAMPLED,
      traceState: createTraceState("vendor=1,other=2"),
    };
    for (const hop of await context.with(trace.setSpanContext(ROOT_CONTEXT, parent), placeOrder)) {
      expect(hop).toMatchObject({ traceId: parent.traceId, traceState: "vendor=1,other=2" });
    }
  });
});

describe("baggage from outside", () => {
  it("is dropped, because its author is unknown", async () => {
    await using system = await openSystem(layouts["in-process"]?.layout ?? [], { interceptors });
    const response = await fetch(`${system.publicUrl}/customer/placeOrder`, {
      method: "POST",
      headers: { "content-type": "application/json", baggage: "user=mallory", tracestate: "a=1" },
      body: JSON.stringify({ mode: "ok" }),
    });
    for (const hop of (await response.json()) as Seen[]) expect(hop).toMatchObject({ baggage: {}, traceState: null });
  });
});
