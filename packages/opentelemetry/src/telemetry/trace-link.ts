/** Conversion between call contexts and the contexts of OpenTelemetry. */

import {
  context as active,
  type Context,
  createTraceState,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { CallContext } from "@seamline/core";
import { endedCallOf } from "@seamline/core/internal";

type Trace = CallContext["trace"];

/**
 * Returns the context of an outgoing call: with the active span, else with the trace around the
 * call, else with neither. A call in the async frame of a call that has ended begins a trace; the
 * span that is still active there has ended as well.
 */
export function outgoingContext(call: CallContext): Context {
  const current = active.active();
  const ended = endedCallOf(call)?.context.trace;
  if (ended !== undefined && trace.getSpanContext(current)?.traceId === ended.traceId) {
    return trace.deleteSpan(current);
  }
  if (trace.getSpan(current) !== undefined || call.parentTrace === undefined) return current;
  return below(readBaggage(current, call), call.parentTrace);
}

/**
 * Returns the context of an incoming call: with the span of its caller, or for a public call with
 * the trace that the request has. It ignores the active context, which in-process is the caller's.
 */
export function incomingContext(call: CallContext): Context {
  const base = readBaggage(ROOT_CONTEXT, call);
  const parent = call.origin === "public" ? call.parentTrace : call.trace;
  return parent === undefined ? base : below(base, parent);
}

/** Returns the link to the ended call in whose async frame a call is made; none for other calls. */
export function linksOf(call: CallContext): Link[] {
  const ended = endedCallOf(call)?.context.trace;
  const span = ended && trace.getSpanContext(below(ROOT_CONTEXT, ended));
  return span === undefined ? [] : [{ context: span }];
}

/** Sets the span of a call. Without an SDK there is no valid span, and the call keeps its own. */
export function joinSpan(call: CallContext, span: Span, parent: Context): void {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  if (!isSpanContextValid(span.spanContext()) || spanId === trace.getSpanContext(parent)?.spanId) return;
  const state = traceState?.serialize() || undefined;
  call.joinTrace({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0, state });
}

/**
 * Sets the baggage of a call, if the application has a propagator for it; otherwise the call keeps
 * its own.
 */
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
    // Always remote, so that samplers decide equally on every transport.
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}
