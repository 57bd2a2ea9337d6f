/** The headers of the wire format, and which names input fields may use beside them. */

import type { Operation } from "@seamline/core/extend";

/** The headers that Seamline itself reads and writes. */
export const wireHeaders = {
  callId: "seamline-call-id",
  /** What the callee is told of the call, see {@link encodeContext}. */
  context: "seamline-context",
  idempotencyKey: "idempotency-key",
  signature: "seamline-signature",
  /** Milliseconds left when the request was written, rounded up. */
  timeout: "seamline-timeout-ms",
  trace: "traceparent",
} as const;

const reserved: ReadonlySet<string> = new Set([
  "baggage",
  "connection",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const reservedPrefix = /^(?:seamline|content|proxy)-/;
const token = /^[a-z0-9!#$&'*+.^_`|~-]+$/;

/** The header of an input field: `ifMatch` → `if-match`. */
export function toHeaderName(field: string): string {
  return field.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** @throws {TypeError} for a field whose header name HTTP or Seamline use themselves. */
export function assertHeaderField(operation: Operation, field: string, header: string): void {
  if (token.test(header) && !reserved.has(header) && !reservedPrefix.test(header)) return;
  throw new TypeError(
    `${operation.id}: the field ${field} would travel in the header ${JSON.stringify(header)}, which is not free; rename the field or leave it in the body`,
  );
}

const callIdPattern = /^[A-Za-z0-9._~-]{1,128}$/;
const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** Whether a received text can be a call id: it is echoed and logged. */
export function isCallId(text: string | undefined): text is string {
  return text !== undefined && callIdPattern.test(text);
}

/** Whether a received text can be an idempotency key. */
export function isIdempotencyKey(text: string): boolean {
  return idempotencyKeyPattern.test(text);
}

/** Reads `seamline-timeout-ms`; anything but a whole number of milliseconds is ignored, and the callee's own cap holds. */
export function parseTimeout(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
