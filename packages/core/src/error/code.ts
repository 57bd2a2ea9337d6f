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

/**
 * The kind of failure that ended a call.
 * @see https://connectrpc.com/docs/protocol/#error-codes
 */
export type Code = (typeof codes)[number];

const known: ReadonlySet<unknown> = new Set(codes);

/**
 * Recognises one of the sixteen codes in a value received from elsewhere.
 *
 * @example
 * ```ts
 * import { isCode } from "@seamline/core/extend";
 *
 * console.log(isCode("not_found"), isCode("NOT_FOUND")); // true false
 * ```
 */
export function isCode(value: unknown): value is Code {
  return known.has(value);
}
