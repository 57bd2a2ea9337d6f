/** Hands a batch to its receiver until it is taken: how all brokers repeat a rejected batch. */

import type { Delivery } from "./broker.ts";
import { pause } from "./pause.ts";

/** The pause after a batch was rejected, in milliseconds: doubled each time. */
const firstPauseMs = 50;
const longestPauseMs = 5_000;

/**
 * Calls `receive` with a batch until it resolves, with a pause after each rejection, which goes to
 * `onError`. The batch stays in this process meanwhile, so nothing can overtake it.
 * @returns `false` if `signal` ended a pause: the batch is to be given back. It does not end a call of
 * `receive`.
 */
export async function deliverBatch(
  batch: readonly Delivery[],
  receive: (batch: readonly Delivery[]) => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await receive(batch);
      return true;
    } catch (reason) {
      onError(reason);
    }
    if (!(await pause(pauseMs, signal))) return false;
  }
}
