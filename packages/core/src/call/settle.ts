/** The race that every call runs: its result, its deadline, its cancellation. The first to settle wins. */

import type { CallContext } from "./call-context.ts";

/**
 * Runs a call within its context. Settles with the result of `run`, or rejects with the cancellation; what `run` brings after
 * that is dropped and handed to `onLate`.
 */
export function settleWithin<Result>(
  context: CallContext,
  run: () => Promise<Result>,
  onLate?: () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    context.onCancel(reject);
    context.begin();
    if (context.cancellation !== undefined) return;
    run().then(
      (result) => {
        if (context.cancellation !== undefined) onLate?.();
        context.end();
        resolve(result);
      },
      (reason: unknown) => {
        context.end();
        reject(reason);
      },
    );
  });
}
