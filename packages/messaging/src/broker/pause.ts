/** A pause that a signal ends. */

import { startTimer, stopTimer } from "@seamline/core/internal";

/** Waits, in real time. @returns `false` at once when `signal` is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const end = (): void => {
      stopTimer(timer);
      signal?.removeEventListener("abort", end);
      resolve(signal?.aborted !== true);
    };
    const timer = startTimer(end, ms);
    signal?.addEventListener("abort", end);
  });
}
