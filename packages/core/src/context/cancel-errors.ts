/**
 * The errors that calls are canceled with: by their deadline, their caller's signal, or the call
 * around them.
 */

import type { Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { ServiceError } from "../error/service-error.ts";

/**
 * Milliseconds before a deadline in which a hang-up counts as the deadline itself: the clocks of
 * both sides may differ by as much.
 */
export const deadlineSlackMs = 25;

/** The call that is canceled. */
interface CanceledCall {
  readonly operation: Operation;
  readonly callId: string;
  readonly remainingMs: number;
}

/** The progress of a call that ends now: one that had not begun cannot have reached a callee. */
type Reach = "not_sent" | "maybe_sent";

/** The error of a call whose deadline has passed. */
export function toExpired(call: CanceledCall, sent: Reach): ServiceError {
  return fail(call, "deadline_exceeded", "did not settle before its deadline", sent);
}

/** The error of a call whose signal cannot be watched. */
export function toUnwatched({ operation, callId }: CanceledCall, cause: unknown): ServiceError {
  const text = "signal: expected an AbortSignal, found an object that fails when it is used";
  return new ServiceError("invalid_argument", text, { operation: operation.id, callId, cause });
}

/** The errors of a call whose caller aborted its signal: the caller's, then the handler's. */
export function toAborted(call: CanceledCall, signal: AbortSignal, sent: Reach): [ServiceError, ServiceError] {
  const { operation, callId } = call;
  const error = ServiceError.canceled(reasonOf(signal), { operation: operation.id, callId, sent });
  // A remote callee only sees the hang-up: it cannot detect that the caller's signal was a timeout.
  const known = error.code === "canceled" || call.remainingMs <= deadlineSlackMs;
  return [error, known ? error : fail(call, "canceled", "was canceled by its caller", sent)];
}

function reasonOf(signal: AbortSignal): unknown {
  try {
    return signal.reason;
  } catch (reason) {
    return reason; // a signal of another library
  }
}

/** The error of a call that is canceled with the call around it. */
export function toInherited(call: CanceledCall, { code }: ServiceError, sent: Reach): ServiceError {
  const late = code === "deadline_exceeded";
  const how = late ? "did not settle before the deadline of the call" : "was canceled with the call";
  return fail(call, code, `${how} around it`, sent);
}

function fail({ operation, callId }: CanceledCall, code: Code, how: string, sent: Reach): ServiceError {
  return new ServiceError(code, `${operation.id} ${how}`, { operation: operation.id, callId, sent });
}
