/** The headers of the wire format, and how long its connections are kept. */

/** The headers that Seamline itself reads and writes. */
export const wireHeaders = {
  baggage: "baggage",
  callId: "seamline-call-id",
  /** What the callee is told of the call, see {@link encodeContext}. */
  context: "seamline-context",
  /** The first 16 hex digits of the hash of the contract that the caller was built with. */
  contract: "seamline-contract",
  idempotencyKey: "idempotency-key",
  signature: "seamline-signature",
  /** Milliseconds left when the request was written, rounded up. */
  timeout: "seamline-timeout-ms",
  trace: "traceparent",
  traceState: "tracestate",
} as const;

/**
 * Milliseconds that a client of ours keeps a connection which is idle: less than listeners of ours
 * do, so that none is used while it is being closed.
 */
export const idleTimeoutMs = 4_000;

/** The part of a contract's hash that crosses. */
export function toContractMark(hash: string): string {
  return hash.slice(0, 16);
}

const callIdPattern = /^[A-Za-z0-9._~-]{1,128}$/;
const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** Recognises a call id, which is echoed and logged: 1 to 128 letters, digits and `. _ ~ -`. */
export function isCallId(text: string | undefined): text is string {
  return text !== undefined && callIdPattern.test(text);
}

/** Recognises an idempotency key: 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  return idempotencyKeyPattern.test(text);
}

/**
 * Reads `seamline-timeout-ms`; anything but a whole number of milliseconds is ignored, and the
 * callee's own cap holds.
 */
export function parseTimeout(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A message with headers, as `node:http` has them: by lower-case name. */
interface Message {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A header of a request; repeated ones were joined by a comma. */
export function headerOf({ headers }: Message, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "object" ? value.join(", ") : value;
}

/** The id that a caller gave its call. */
export function callIdOf(message: Message): string | undefined {
  const given = headerOf(message, wireHeaders.callId);
  return isCallId(given) ? given : undefined;
}
