/** W3C trace context: the identity that joins the calls of one request into a tree. */

import { randomHex } from "../platform/unique-names.ts";
import { cutTracestate } from "./list-header.ts";

/**
 * The position of a call in its trace.
 * @see https://www.w3.org/TR/trace-context/
 */
export interface Trace {
  /** 32 lower-case hex digits, the same for the whole tree. */
  readonly traceId: string;
  /** 16 lower-case hex digits, this call's own. */
  readonly spanId: string;
  /** The caller records this trace: the lowest bit of the header's flags. */
  readonly sampled: boolean;
  /**
   * The values that tracing systems pass along, as in a `tracestate` header: at most 32 members and
   * 512 bytes; absent if none.
   */
  readonly state?: string | undefined;
}

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const zeros = /^0+$/;

/** A new trace if there is no parent; otherwise the parent's trace with a new span. */
export function createTrace(parent: Trace | undefined): Trace {
  const { traceId = randomHex(16), sampled = true, state } = parent ?? {};
  return { traceId, spanId: randomHex(8), sampled, ...(state !== undefined && { state }) };
}

/**
 * Reads a `traceparent` header and its `tracestate`. Malformed headers are ignored, as the standard
 * requires; a state that is too long is cut.
 * @returns `undefined` without a header, or for one that is malformed.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @example
 * ```ts
 * import { parseTraceparent } from "@seamline/core/extend";
 *
 * const trace = parseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
 * console.log(trace?.spanId, trace?.sampled); // 00f067aa0ba902b7 true
 * ```
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

/**
 * Writes a `traceparent` header, version 00.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 * @example
 * ```ts
 * import { printTraceparent } from "@seamline/core/extend";
 *
 * const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
 * console.log(printTraceparent({ traceId, spanId: "00f067aa0ba902b7", sampled: true }));
 * // 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 * ```
 */
export function printTraceparent(trace: Trace): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? "01" : "00"}`;
}
