/** Wire forms of the errors that handlers throw: the one conversion that every transport uses. */

import type { WireError } from "../call/call-request.ts";
import { assertSize, maxResponseBytes } from "../call/encoding.ts";
import type { CallContext } from "../context/call-context.ts";
import { freezeJson } from "../context/json.ts";
import type { Operation } from "../contract/operation.ts";
import { isDeclared } from "../error/declared-error.ts";
import { ServiceError } from "../error/service-error.ts";

/** The length at which a message is cut, in UTF-16 code units. */
const maxMessage = 4096;

/** The wire form of an error; `masked` if the callee's own log must keep the original. */
export interface EncodedError {
  readonly error: WireError;
  readonly masked: boolean;
}

/**
 * Encodes an error that a handler threw. A declared error crosses with its details; after the call
 * was canceled its cancellation crosses; any other error is `internal`, with only the operation and
 * the call in its message.
 */
export function encodeHandlerError(operation: Operation, reason: unknown, context: CallContext): EncodedError {
  const declared = [...operation.errors.values()].find((error) => isDeclared(reason, operation.service, error.reason));
  if (declared !== undefined) {
    const thrown = reason as ServiceError;
    try {
      const details = declared.details?.encode(thrown.details);
      if (declared.details !== undefined) {
        assertSize(declared.details, details, maxResponseBytes, operation, `the details of ${declared.reason}`);
      }
      return {
        masked: false,
        error: {
          code: declared.code,
          reason: declared.reason,
          message: cut(thrown.message),
          details,
          retryable: declared.retryable || thrown.retryable,
          retryAfterMs: toDelay(thrown.retryAfterMs),
        },
      };
    } catch (fault) {
      // Only the size makes a ServiceError: its message holds no value of the details.
      if (ServiceError.is(fault)) return { masked: true, error: { code: fault.code, message: fault.message } };
      const message = `${operation.id} failed with ${declared.reason}, whose details are outside the contract`;
      return { masked: true, error: { code: "internal", message } };
    }
  }
  const ended = context.cancellation ?? (context.remainingMs === 0 ? deadlineError(operation) : undefined);
  if (ended !== undefined) return { masked: false, error: { code: ended.code, message: ended.message } };
  const message = `${operation.id} failed for a reason that its contract does not declare; call ${context.callId}`;
  return { masked: true, error: { code: "internal", message } };
}

/**
 * Encodes an error of the call path itself: validation, admission, interceptors. Its message
 * crosses, cut at 4,096 UTF-16 code units; its stack and its cause do not.
 * @throws {ServiceError} `invalid_argument` when its details are not JSON data.
 * @example
 * ```ts
 * import { ServiceError } from "@seamline/core";
 * import { encodeServiceError } from "@seamline/core/extend";
 *
 * const error = new ServiceError("unavailable", "no room", { retryAfterMs: 200 });
 * const wire = encodeServiceError(error);
 * console.log(wire.code, wire.retryAfterMs); // unavailable 200
 * ```
 */
export function encodeServiceError(error: ServiceError): WireError {
  return {
    code: error.code,
    reason: error.reason,
    message: cut(error.message),
    details: error.details === undefined ? undefined : freezeJson(error.details, "details"),
    retryable: error.retryable || undefined,
    retryAfterMs: toDelay(error.retryAfterMs),
  };
}

/** Drops values that are no time to wait, which have no wire form. */
function toDelay(ms: unknown): number | undefined {
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function deadlineError(operation: Operation): ServiceError {
  return new ServiceError("deadline_exceeded", `${operation.id} did not settle before its deadline`);
}

function cut(message: unknown): string {
  const text = typeof message === "string" ? message : "";
  return text.length > maxMessage ? `${text.slice(0, maxMessage - 1)}…` : text;
}
