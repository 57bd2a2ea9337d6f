/** The headers of the wire format, and the idle time of its connections. */

import { isCallId } from "@seamline/core/wire";

/** The headers that Seamline reads and writes, in lower case. */
export const wireHeaders = {
  baggage: "baggage",
  callId: "seamline-call-id",
  /** The fields of the call beside its input, see {@link encodeContext}. */
  context: "seamline-context",
  /** The first 16 hex digits of the hash of the caller's contract. */
  contract: "seamline-contract",
  idempotencyKey: "idempotency-key",
  /** The operation that is called, as `service.operation`: no value of its path decides it. */
  operation: "seamline-operation",
  /** The path as the caller wrote it, where a proxy might rewrite it, see original-path.ts. */
  path: "seamline-path",
  signature: "seamline-signature",
  /** Milliseconds left to the deadline when the request was written, rounded up. */
  timeout: "seamline-timeout-ms",
  trace: "traceparent",
  traceState: "tracestate",
} as const;

/**
 * Milliseconds that a client keeps an idle connection: shorter than listeners keep it, so that no
 * request is sent on a connection that is closing.
 */
export const idleTimeoutMs = 4_000;

/**
 * Reads `seamline-timeout-ms`, in milliseconds; `undefined` for anything but 1 to 15 digits, so
 * that the callee's own limit applies.
 */
export function parseTimeout(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A message with headers by lower-case name, as `node:http` parses them. */
interface Message {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Returns a header of a request; repeated ones are joined by a comma. */
export function headerOf({ headers }: Message, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** Returns the call id of a request; `undefined` if missing or malformed. */
export function callIdOf(message: Message): string | undefined {
  const given = headerOf(message, wireHeaders.callId);
  return isCallId(given) ? given : undefined;
}
