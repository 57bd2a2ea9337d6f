/** An operation with its handler, and the responses of calls that fail. */

import type { CallRequest, CallResponse } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Operation } from "../contract/operation.ts";
import { printReason } from "../error/print-reason.ts";
import { ServiceError } from "../error/service-error.ts";
import { printToLog } from "../platform/log.ts";
import { runCallback } from "../platform/run-callback.ts";
import type { Handler } from "./handlers.ts";
import { encodeHandlerError, encodeServiceError } from "./wire-error.ts";

/** An operation, its handler and its log. */
export interface Served {
  readonly operation: Operation;
  readonly handler: Handler;
  readonly onError: OnError;
  /** `true` if failures of the call path go to interceptors first, which see them as rejections. */
  readonly intercepted: boolean;
}

/**
 * Receives each handler error that is masked for the caller, and each output outside the contract.
 */
export type OnError = (error: unknown, context: CallContext) => void;

/** Makes responses of failures: the dispatch that it returns only ever succeeds. */
export function responding(served: Served, dispatch: Dispatch): Dispatch {
  return (request, receiver) =>
    dispatch(request, {
      succeed: (response) => receiver.succeed(response),
      fail: (reason) => receiver.succeed(toResponse(served, reason, request.context)),
    });
}

/** Responds to a call that failed in the call path itself. */
export function reject(served: Served, reason: unknown, { context }: CallRequest, receiver: Receiver): void {
  if (served.intercepted) receiver.fail(reason);
  else receiver.succeed(toResponse(served, reason, context));
}

function toResponse({ operation, onError }: Served, reason: unknown, context: CallContext): CallResponse {
  if (ServiceError.is(reason)) return failed(reason);
  report(onError, reason, context);
  return { error: encodeHandlerError(operation, reason, context).error, local: true };
}

/** The response of a call that was refused. */
export function failed(error: ServiceError): CallResponse {
  return { error: encodeServiceError(error), local: true };
}

/** Reports an error; a report that throws or rejects does not harm the call. */
export function report(onError: OnError, reason: unknown, context: CallContext): void {
  runCallback(
    () => onError(reason, context),
    () => reportToStderr(reason, context), // the report failed; the call must not
  );
}

/** Prints a failure to stderr, with the nested call that it came from. */
export function reportToStderr(reason: unknown, context: CallContext): void {
  const { operation, callId } = context;
  printToLog(`seamline: ${operation.id} failed, call ${callId}: ${printOrigin(reason, callId)}${printReason(reason)}`);
}

function printOrigin(reason: unknown, callId: string): string {
  if (!ServiceError.is(reason) || reason.operation === undefined || reason.callId === callId) return "";
  return `${reason.operation}, call ${reason.callId}, ${reason.code}: `;
}
