/** The sixteen error codes of gRPC and Connect, the only codes a call can fail with. */

/** Every code, in the order of the gRPC status numbers 1 to 16. */
export const codes = [
  "canceled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
  "unauthenticated",
] as const;

/** What kind of failure ended a call. @see https://connectrpc.com/docs/protocol/#error-codes */
export type Code = (typeof codes)[number];

const known: ReadonlySet<unknown> = new Set(codes);

/** Tells whether a value received from elsewhere is one of the sixteen codes. */
export function isCode(value: unknown): value is Code {
  return known.has(value);
}
