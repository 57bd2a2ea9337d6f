/** Between the trace that a call context carries and the contexts of OpenTelemetry. */

import { context as active, type Context, isSpanContextValid, type Span, TraceFlags, trace } from "@opentelemetry/api";
import type { CallContext } from "@seamline/core";

type Trace = CallContext["trace"];

/** What a call is made in: the active span, else the trace around the call, else nothing. */
export function surroundingContext(call: CallContext): Context {
  const current = active.active();
  if (trace.getSpan(current) !== undefined || call.parentTrace === undefined) return current;
  return below(current, call.parentTrace);
}

/** What a call arrives in: the place its caller gave it, or for a public call what its caller brought. */
export function receiveTrace(base: Context, call: CallContext): Context {
  const parent = call.origin === "public" ? call.parentTrace : call.trace;
  return parent === undefined ? base : below(base, parent);
}

/** Makes a span the call's own place. Without an SDK there is no such span, and the call keeps the place it has. */
export function joinSpan(call: CallContext, span: Span, parent: Context): void {
  const own = span.spanContext();
  if (!isSpanContextValid(own) || own.spanId === trace.getSpanContext(parent)?.spanId) return;
  const { traceId, spanId, traceFlags } = own;
  call.joinTrace({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
}

function below(base: Context, { traceId, spanId, sampled }: Trace): Context {
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  // Remote wherever it runs: a sampler that asks must decide alike on every transport.
  return trace.setSpanContext(base, { traceId, spanId, traceFlags, isRemote: true });
}
