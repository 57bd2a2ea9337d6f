/** The race that every call runs: its result, its deadline, its cancellation. The first to settle wins. */

import { ServiceError } from "../error/service-error.ts";
import type { CallContext } from "./call-context.ts";

/**
 * Runs a call within its context. Settles with what `convert` makes of the result of `run`; rejects with the cancellation, or with
 * whatever went wrong as a ServiceError. What `run` brings after the call has settled is dropped and `onLate` is told.
 */
export function settleWithin<Result, Value>(
  context: CallContext,
  run: () => Promise<Result>,
  convert: (result: Result) => Value,
  onLate?: (context: CallContext) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    context.onCancel(reject);
    context.begin();
    if (context.cancellation !== undefined) return;
    const fail = (reason: unknown): void => {
      const error = toServiceError(reason, context);
      context.end(error);
      reject(error);
    };
    const succeed = (result: Result): void => {
      if (context.cancellation !== undefined) {
        onLate?.(context);
        return;
      }
      let value: Value;
      try {
        value = convert(result);
      } catch (reason) {
        fail(reason);
        return;
      }
      context.end();
      resolve(value);
    };
    run().then(succeed, fail);
  });
}

function toServiceError(reason: unknown, { operation, callId }: CallContext): ServiceError {
  return ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
}
