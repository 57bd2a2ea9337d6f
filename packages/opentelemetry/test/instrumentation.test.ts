/** One trace across hops beside OpenTelemetry's instrumentation of undici, also without telemetry. */

import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { RecordedSpans } from "./recorded-spans.ts";
import { layouts, openSystem } from "./services.ts";

const spans = new RecordedSpans();
const tracerProvider = new TracerProvider({ spanProcessors: [spans] });
trace.setGlobalTracerProvider(tracerProvider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const instrumentation = new UndiciInstrumentation();
instrumentation.setTracerProvider(tracerProvider);
afterAll(() => instrumentation.disable());

const { client, server } = telemetry();
const surroundings = {
  "with telemetry()": { interceptors: { client: [client], server: [server] } },
  "without it": {},
  "without it, signed": { env: { SEAMLINE_KEYS: `k1:${"s".repeat(44)}` } },
} as const;

describe.each(Object.entries(surroundings))("beside instrumentation-undici, %s", (_name, around) => {
  it.each(Object.keys(layouts))("a call of several hops is one trace, %s", async (name) => {
    const { layout, env } = layouts[name] as (typeof layouts)[string];
    await using system = await openSystem(layout, { ...around, env: { ...env, ...("env" in around && around.env) } });
    const root = trace.getTracer("test").startSpan("root");
    const hops = await context.with(trace.setSpan(context.active(), root), () =>
      system.client.placeOrder({ mode: "ok" }),
    );
    root.end();
    const { traceId } = root.spanContext();
    expect(hops.map((hop) => hop.traceId)).toEqual([traceId, traceId, traceId]);
    await spans.quiet();
    if ("interceptors" in around) expect(new Set(spans.ended.map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(spans.ended.map((span) => span.name).filter((name) => /^(GET|POST)/.test(name))).toEqual([]);
    spans.clear();
  });
});

it("requests that are not Seamline's are traced as before", async () => {
  await using system = await openSystem([["restaurant", "courier", "customer"]]);
  const { fetch } = await import("undici");
  await (await fetch(`${system.publicUrl}/health/live`)).text();
  await spans.quiet();
  expect(spans.ended.map((span) => span.name)).toEqual(["GET"]);
});
