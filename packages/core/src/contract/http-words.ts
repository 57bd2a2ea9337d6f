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

/**
 * Headers by which clients, proxies and listeners agree on a message, or record its way: a field in
 * one of them would change the response, or be changed on the way.
 */
const negotiatedNames: ReadonlySet<string> = new Set([
  "alt-used",
  "constructor", // which every object of headers has
  "date",
  "early-data",
  "forwarded",
  "http2-settings",
  "if-range",
  "max-forwards",
  "origin",
  "range",
  "upgrade-insecure-requests",
  "via",
  "x-real-ip",
]);
const negotiatedPrefixes = ["accept-", "access-control-"];

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

/** The declared errors of an operation, as far as their statuses need them. */
interface DeclaredStatuses {
  readonly errors: ReadonlyMap<string, { readonly code: Code; readonly status: number }>;
}

/** The HTTP status of an error of an operation: its own if it is declared, else that of its code. */
export function statusOf({ errors }: DeclaredStatuses, error: { code: Code; reason?: string | undefined }): number {
  const declared = error.reason === undefined ? undefined : errors.get(error.reason);
  return declared?.code === error.code ? declared.status : toStatus(error.code);
}

/** The header of an input field: `ifMatch` → `if-match`. */
export function toHeaderName(field: string): string {
  return field.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** True for a lower-case name of HTTP or Seamline, which metadata may not use. */
export function isReservedHeader(name: string): boolean {
  return reservedNames.has(name) || reservedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** True for a lower-case name that no input field may use. */
export function isReservedFieldHeader(name: string): boolean {
  return (
    isReservedHeader(name) ||
    negotiatedNames.has(name) ||
    negotiatedPrefixes.some((prefix) => `${name}-`.startsWith(prefix))
  );
}
