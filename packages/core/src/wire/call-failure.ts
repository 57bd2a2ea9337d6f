/** Calls that fail before their handler runs, or whose caller disconnects. */

import type { WireError } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import { deadlineSlackMs } from "../context/cancel-errors.ts";
import { printReason } from "../error/print-reason.ts";
import { ServiceError } from "../error/service-error.ts";
import { printToLog } from "../platform/log.ts";
import { encodeServiceError } from "../server/wire-error.ts";

/**
 * Cancels a call whose caller has disconnected. A caller disconnects at its deadline, a moment
 * before the same deadline passes here.
 */
export function abandon(context: CallContext): void {
  if (context.remainingMs <= deadlineSlackMs) context.expire();
  else context.cancel(context.fail("canceled", `${context.operation.id}: its caller went away`));
}

/**
 * Cancels a call that still runs when its listener closes. Its caller gets the error as any of a
 * call that may have run.
 */
export function shutDown(context: CallContext): void {
  const text = `${context.operation.id} was canceled, as its callee is shutting down`;
  context.cancel(context.fail("unavailable", text, { sent: "maybe_sent" }));
}

/**
 * Converts a failure for the caller. The message of a ServiceError is sent; any other error is a
 * bug in this package, which is reported on stderr.
 */
export function toWireError(what: string, reason: unknown, callId: string): WireError {
  if (ServiceError.is(reason)) {
    return { ...encodeServiceError(reason), notSent: isUnsent(reason) ? true : undefined };
  }
  reportFault(`${what} failed before its handler ran, call ${callId}`, reason);
  return { code: "internal", message: `${what} failed before its handler ran; call ${callId}` };
}

/** Tests for an error after which any call may be repeated: nothing has run. */
function isUnsent({ code, sent }: ServiceError): boolean {
  return code === "unavailable" && sent === "not_sent";
}

/** Prints one line on stderr about an error that callers must not see. */
export function reportFault(what: string, reason: unknown): void {
  const cause = reason instanceof Error && reason.cause !== undefined ? reason.cause : reason;
  printToLog(`seamline: ${what}: ${printReason(cause)}`);
}
