/**
 * Calling functions that an application gives: observers, reports, log writers. What they throw must
 * harm no call, and neither must a promise that rejects: `onError: async (error) => …` fits the type
 * of a function that returns nothing, and Node ends the process for its unhandled rejection.
 */

import { isPromise } from "./promise.ts";

/** This realm's `then`, whatever a library has changed on its own promises. */
const { then } = Promise.prototype;

const drop = (): void => undefined;

/**
 * Runs a callback and passes on its failure: what it throws, or what the promise or thenable that it
 * returns rejects with. Never throws, and waits for nothing.
 * @param onFailure called at most once; what it throws is dropped. Default: failures are dropped.
 */
export function runCallback(run: () => unknown, onFailure: (reason: unknown) => void = drop): void {
  let returned: unknown;
  try {
    returned = run();
  } catch (reason) {
    fail(onFailure, reason);
    return;
  }
  if ((typeof returned !== "object" && typeof returned !== "function") || returned === null) return;
  const onRejected = (reason: unknown): void => fail(onFailure, reason);
  try {
    then.call(isPromise(returned) ? returned : adopt(returned), drop, onRejected);
  } catch (reason) {
    fail(onFailure, reason); // a promise that cannot be awaited: its `constructor` throws
  }
}

/** A promise of a thenable, however it behaves; of any other value, a fulfilled one. */
function adopt(value: unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(value));
}

function fail(onFailure: (reason: unknown) => void, reason: unknown): void {
  try {
    onFailure(reason);
  } catch {
    // the failure of a failure
  }
}
