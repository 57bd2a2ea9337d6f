/** W3C trace context: the identity that joins the calls of one request into a tree. */

import { randomHex } from "../platform/random-hex.ts";
import { cutTracestate } from "./list-header.ts";

/** Where a call stands in its trace. @see https://www.w3.org/TR/trace-context/ */
export interface Trace {
  /** 32 lower-case hex digits, the same for the whole tree. */
  readonly traceId: string;
  /** 16 lower-case hex digits, this call's own. */
  readonly spanId: string;
  readonly sampled: boolean;
  /** What tracing systems tell one another, as in a `tracestate` header. */
  readonly state?: string | undefined;
}

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const zeros = /^0+$/;

/** A new trace when there is no parent; otherwise the parent's trace with a span of its own. */
export function createTrace(parent: Trace | undefined): Trace {
  const { traceId = randomHex(16), sampled = true, state } = parent ?? {};
  return { traceId, spanId: randomHex(8), sampled, ...(state !== undefined && { state }) };
}

/**
 * Reads a `traceparent` header and the `tracestate` that came with it. Anything malformed is ignored, as the standard asks; a
 * state that is too long is cut.
 */
export function parseTraceparent(header: string | undefined, tracestate?: string): Trace | undefined {
  const match = header === undefined ? null : pattern.exec(header);
  if (match === null) return undefined;
  const [, traceId = "", spanId = "", flags = "00"] = match;
  if (zeros.test(traceId) || zeros.test(spanId)) return undefined;
  const state = cutTracestate(tracestate);
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { traceId, spanId, sampled, ...(state !== undefined && { state }) };
}

/** Writes a `traceparent` header. */
export function printTraceparent(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? "01" : "00"}`;
}
