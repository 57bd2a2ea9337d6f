/** Running a handler whose output is one value. */

import type { CallRequest, CallResponse } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import { decodeInput, encodeOutput } from "../call/encoding.ts";
import { runInContext } from "../context/frame.ts";
import { isAwaitable } from "../platform/promise.ts";
import { reject, report, type Served } from "./served.ts";
import { encodeHandlerError } from "./wire-error.ts";

/** This realm's `then`, whatever a handler's library has changed on its own promises. */
const { then } = Promise.prototype;

/** Serves an operation without streams. */
export function serveValue(served: Served): Dispatch {
  const { operation, handler } = served;
  return (request, receiver) => {
    let input: unknown;
    try {
      input = decodeInput(operation, request.input, request.local);
    } catch (reason) {
      reject(served, reason, request, receiver);
      return;
    }
    let returned: unknown;
    request.context.runs += 1;
    try {
      returned = runInContext(request.context, handler, input as never, request.within);
    } catch (reason) {
      sendFailure(served, reason, request, receiver);
      return;
    }
    // Only promises are awaited: an output with a `then` key is data.
    if (!isAwaitable(returned)) {
      sendOutput(served, returned, request, receiver);
      return;
    }
    try {
      then.call(
        returned,
        (output) => sendOutput(served, output, request, receiver),
        (reason) => sendFailure(served, reason, request, receiver),
      );
    } catch (reason) {
      sendFailure(served, reason, request, receiver); // a promise that cannot be awaited: its `constructor` throws
    }
  };
}

function sendOutput(served: Served, output: unknown, request: CallRequest, receiver: Receiver): void {
  const { operation, onError } = served;
  request.context.runs -= 1;
  let response: CallResponse;
  try {
    response = { output: encodeOutput(operation, output), local: request.operation === operation };
  } catch (reason) {
    report(onError, reason, request.context);
    reject(served, reason, request, receiver);
    return;
  }
  receiver.succeed(response);
}

function sendFailure(
  { operation, onError }: Served,
  reason: unknown,
  { context }: CallRequest,
  receiver: Receiver,
): void {
  context.runs -= 1;
  const { error, masked } = encodeHandlerError(operation, reason, context);
  if (masked) report(onError, reason, context);
  receiver.succeed({ error, local: true });
}
