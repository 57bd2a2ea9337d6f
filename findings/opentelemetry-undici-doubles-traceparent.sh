#!/usr/bin/env bash
# Software: @opentelemetry/instrumentation-undici 0.34.0 with undici 8.12.4, @opentelemetry/sdk-trace and core 3.1.1, Node
# 24.21.0.
#
# What happens: the instrumentation adds its `traceparent` to a request that has one already. A Node server joins the two with
# a comma, and the W3C propagator on its side then finds no trace at all.
# Why it surprises: instrumenting a client that propagates by itself should at worst replace the header; two correct
# traceparents make none.
# What it means: switching instrumentation on cuts every trace at the services whose client already propagates, and no error
# is logged. Let one of the two write the header, or take the first value on the server.
#
# Seen 2026-11-30: {"headers":2,"trace from one":"same trace","trace from what arrived":"none"}
. "$(dirname "$0")/lib.sh"
install @opentelemetry/api@1.10.0 @opentelemetry/core@3.1.1 @opentelemetry/sdk-trace@3.1.1 \
  @opentelemetry/context-async-hooks@3.1.1 @opentelemetry/instrumentation-undici@0.34.0 undici@8.12.4

run <<'EOF'
import { createServer } from "node:http";
import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { Agent, request } from "undici";

const provider = new TracerProvider({});
const propagator = new W3CTraceContextPropagator();
trace.setGlobalTracerProvider(provider);
propagation.setGlobalPropagator(propagator);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const instrumentation = new UndiciInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.enable();

const server = createServer((incoming, response) => response.end(incoming.headers.traceparent));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const dispatcher = new Agent();

await trace.getTracer("caller").startActiveSpan("call", async (span) => {
  const headers = {};
  propagation.inject(context.active(), headers);
  const answer = await request(`http://127.0.0.1:${server.address().port}`, { dispatcher, headers });
  const arrived = await answer.body.text();
  const traceOf = (traceparent) => {
    const extracted = propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
    const id = trace.getSpanContext(extracted)?.traceId;
    return id === undefined ? "none" : id === span.spanContext().traceId ? "same trace" : "another trace";
  };
  console.log(
    JSON.stringify({
      headers: arrived.split(",").length,
      "trace from one": traceOf(headers.traceparent),
      "trace from what arrived": traceOf(arrived),
    }),
  );
  span.end();
});
await dispatcher.close();
server.close();
EOF
expect '{"headers":2,"trace from one":"same trace","trace from what arrived":"none"}'
