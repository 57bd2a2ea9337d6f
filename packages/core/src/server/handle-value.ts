/** Running a handler that answers with one value, and making the answer of whatever comes of it. */

import type { CallRequest, CallResponse } from "../call/call-request.ts";
import { type Carry, type Receiver, toCarry } from "../call/carry.ts";
import { decodeInput, encodeOutput } from "../call/encoding.ts";
import type { CallContext } from "../context/call-context.ts";
import { runInContext } from "../context/frame.ts";
import type { Operation } from "../contract/operation.ts";
import { printReason } from "../error/print-reason.ts";
import { ServiceError } from "../error/service-error.ts";
import { printToLog } from "../platform/log.ts";
import { isPromise } from "../platform/promise.ts";
import type { Handler } from "./handlers.ts";
import { encodeHandlerError, encodeServiceError } from "./wire-error.ts";

/** An operation and what runs it. */
export interface Served {
  readonly operation: Operation;
  readonly handler: Handler;
  readonly onError: OnError;
  /** Failures of the call path go to interceptors first, which see them as rejections. */
  readonly intercepted: boolean;
}

/** Told of what does not cross as it is. */
export type OnError = (error: unknown, context: CallContext) => void;

/** Carries calls with what makes promises; what fails on the way becomes the answer. */
export function answering(served: Served, call: (request: CallRequest) => Promise<CallResponse>): Carry {
  const carry = toCarry(call);
  return (request, receiver) =>
    carry(request, {
      succeed: (response) => receiver.succeed(response),
      fail: (reason) => receiver.succeed(toAnswer(served, reason, request.context)),
    });
}

function toAnswer({ operation, onError }: Served, reason: unknown, context: CallContext): CallResponse {
  if (ServiceError.is(reason)) return failed(reason);
  report(onError, reason, context);
  return { error: encodeHandlerError(operation, reason, context).error, local: true };
}

/** What the call path itself found wrong. */
function reject(served: Served, reason: unknown, request: CallRequest, receiver: Receiver): void {
  if (served.intercepted) receiver.fail(reason);
  else receiver.succeed(toAnswer(served, reason, request.context));
}

/** Runs a handler whose answer is one value. */
export function handleValue(served: Served, request: CallRequest, receiver: Receiver): void {
  const { operation, handler } = served;
  let input: unknown;
  try {
    input = decodeInput(operation, request.input, request.local);
  } catch (reason) {
    reject(served, reason, request, receiver);
    return;
  }
  let returned: unknown;
  try {
    returned = runInContext(request.context, handler, input as never, request.within);
  } catch (reason) {
    answerFailure(served, reason, request, receiver);
    return;
  }
  // Only promises are awaited: a result with a `then` key is data.
  if (!(returned instanceof Promise || isPromise(returned))) {
    answerResult(served, returned, request, receiver);
    return;
  }
  try {
    then.call(
      returned,
      (result) => answerResult(served, result, request, receiver),
      (reason) => answerFailure(served, reason, request, receiver),
    );
  } catch (reason) {
    answerFailure(served, reason, request, receiver); // a promise that cannot be awaited either: its `constructor` throws
  }
}

/** Of this realm, so that what a handler's library does to its own promises is not met here. */
const { then } = Promise.prototype;

function answerResult(served: Served, result: unknown, request: CallRequest, receiver: Receiver): void {
  const { operation, onError } = served;
  let response: CallResponse;
  try {
    response = { output: encodeOutput(operation, result), local: request.operation === operation };
  } catch (reason) {
    report(onError, reason, request.context);
    reject(served, reason, request, receiver);
    return;
  }
  receiver.succeed(response);
}

function answerFailure(
  { operation, onError }: Served,
  reason: unknown,
  request: CallRequest,
  receiver: Receiver,
): void {
  const { context } = request;
  const { error, masked } = encodeHandlerError(operation, reason, context);
  if (masked) report(onError, reason, context);
  receiver.succeed({ error, local: true });
}

/** The answer of a call that was refused. */
export function failed(error: ServiceError): CallResponse {
  return { error: encodeServiceError(error), local: true };
}

/** Tells who wants to know; a report that fails harms no call. */
export function report(onError: OnError, reason: unknown, context: CallContext): void {
  try {
    onError(reason, context);
  } catch {
    // The report failed; the call must not.
    reportToStderr(reason, context);
  }
}

/** One line on stderr. */
export function reportToStderr(reason: unknown, context: CallContext): void {
  printToLog(`seamline: ${context.operation.id} failed, call ${context.callId}: ${printReason(reason)}`);
}
