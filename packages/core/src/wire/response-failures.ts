/** Failures of calls that have been sent, on the side of the caller. */

import type { CallRequest, CallResponse } from "../call/call-request.ts";
import { maxResponseBytes } from "../call/encoding.ts";
import type { Code } from "../error/code.ts";
import { ServiceError, type ServiceErrorOptions } from "../error/service-error.ts";

/**
 * The largest body of a response in bytes: the largest output, plus the members of a problem around
 * details.
 */
export const maxResponseMessageBytes: number = maxResponseBytes + 64 * 1024;

/**
 * Adds to the response of a callee that did not authenticate its caller how the request was signed:
 * callees do not reveal which check failed, and log it instead.
 * @param keyId of the key that signed; `undefined` without keys.
 */
export function explainUnauthenticated(
  response: CallResponse,
  { operation, context }: CallRequest,
  keyId: string | undefined,
): CallResponse {
  const { error } = response;
  if (error === undefined || error.code !== "unauthenticated" || error.reason !== undefined) return response;
  const caller = context.caller ?? "code outside modules";
  const how =
    keyId === undefined
      ? `not signed, as ${caller} has no keys; set SEAMLINE_KEYS to a key of ${operation.service}`
      : `signed with the key ${keyId} by ${caller} for ${operation.service}, whose log has the reason`;
  return { ...response, error: { ...error, message: `${error.message}; the call was ${how}` } };
}

/**
 * Makes the error of a call that may have reached its callee.
 * @param text a predicate, to follow the operation's name.
 */
export function failCall(
  { operation, context }: CallRequest,
  code: Code,
  text: string,
  options: ServiceErrorOptions,
): ServiceError {
  const where = { operation: operation.id, callId: context.callId };
  return new ServiceError(code, `${operation.id} ${text}`, { sent: "maybe_sent", ...where, ...options });
}
