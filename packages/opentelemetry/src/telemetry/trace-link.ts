/** Between what a call context carries for tracers and the contexts of OpenTelemetry. */

import {
  context as active,
  type Context,
  createTraceState,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { CallContext } from "@seamline/core";

type Trace = CallContext["trace"];

/** What a call is made in: the active span, else the trace around the call, else nothing. */
export function surroundingContext(call: CallContext): Context {
  const current = active.active();
  if (trace.getSpan(current) !== undefined || call.parentTrace === undefined) return current;
  return below(readBaggage(current, call), call.parentTrace);
}

/**
 * What a call arrives in: the place its caller gave it, or for a public call what its caller brought. Nothing of the context that
 * happens to be active, which in-process is the caller's.
 */
export function arrivalContext(call: CallContext): Context {
  const base = readBaggage(ROOT_CONTEXT, call);
  const parent = call.origin === "public" ? call.parentTrace : call.trace;
  return parent === undefined ? base : below(base, parent);
}

/** Makes a span the call's own place. Without an SDK there is no such span, and the call keeps the place it has. */
export function joinSpan(call: CallContext, span: Span, parent: Context): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  if (!isSpanContextValid(span.spanContext()) || spanId === trace.getSpanContext(parent)?.spanId) return;
  const state = traceState?.serialize() || undefined;
  call.joinTrace({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0, state });
}

/** Sends the baggage of a context along, if the application has a propagator for it; otherwise the call keeps what it has. */
export function sendBaggage(call: CallContext, context: Context): void {
  if (!propagation.fields().includes("baggage")) return;
  const carrier: { baggage?: string } = {};
  propagation.inject(context, carrier);
  call.joinBaggage(carrier.baggage);
}

function readBaggage(base: Context, { baggage }: CallContext): Context {
  if (baggage === undefined || propagation.getBaggage(base) !== undefined) return base;
  return propagation.extract(base, { baggage });
}

function below(base: Context, { traceId, spanId, sampled, state }: Trace): Context {
  return trace.setSpanContext(base, {
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    // Remote wherever it runs: a sampler that asks must decide alike on every transport.
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}
