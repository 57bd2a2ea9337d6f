/**
 * The HTTP terms of contracts, for every package that speaks or describes them: header names and
 * statuses.
 */

import type { Code } from "../error/code.ts";

const reservedNames: ReadonlySet<string> = new Set([
  "authorization",
  "baggage",
  "connection",
  "cookie",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "set-cookie",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const reservedPrefixes = ["seamline-", "content-", "proxy-", "sec-", "x-forwarded-"];

const statuses: Readonly<Record<Code, number>> = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 412,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 404,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
};

/** The HTTP status of an error with this code. */
export function toStatus(code: Code): number {
  return statuses[code];
}

/** The header of an input field: `ifMatch` → `if-match`. */
export function toHeaderName(field: string): string {
  return field.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/**
 * True for a lower-case name of HTTP or Seamline, which neither metadata nor an input field may
 * use.
 */
export function isReservedHeader(name: string): boolean {
  return reservedNames.has(name) || reservedPrefixes.some((prefix) => name.startsWith(prefix));
}
