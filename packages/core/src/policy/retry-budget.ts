/**
 * The retry budget of a target: attempts stay below 110 % of calls plus three a second, for any
 * number of failing callers, so retries cannot keep a struggling target down.
 */

import type { Clock } from "./clock.ts";

/** Grants retries. */
export interface RetryBudget {
  /** Counts a call. */
  addCall(): void;
  /** Takes one retry; `false` if the budget is spent. */
  take(): boolean;
  /**
   * Renews the grant of the second if it is due.
   * @returns the retries left.
   */
  countLeft(): number;
}

/** Calls that earn one retry. */
const callsPerRetry = 10;
/** Calls that are counted: a healthy period saves up at most ten retries for a bad one. */
const maxSaved = 100;
/** Retries that each second grants to targets with few calls. */
const perSecond = 3;

/**
 * A budget of 10 % of calls and 3 retries a second.
 * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md, "Throttling"
 * @see https://twitter.github.io/finagle/guide/Clients.html#retries
 */
export function createRetryBudget(clock: Pick<Clock, "now">): RetryBudget {
  let saved = 0;
  let second = Number.NEGATIVE_INFINITY;
  let free = perSecond;
  const renew = (): void => {
    const now = clock.now();
    if (now - second < 1000) return;
    second = now;
    free = perSecond;
  };
  return {
    addCall() {
      if (saved < maxSaved) saved += 1;
    },
    take() {
      renew();
      if (free > 0) free -= 1;
      else if (saved >= callsPerRetry) saved -= callsPerRetry;
      else return false;
      return true;
    },
    countLeft() {
      renew();
      return free + Math.floor(saved / callsPerRetry);
    },
  };
}

/** The budget of strict mode, whose faults are injected: there is no target to protect. */
export const unlimitedBudget: RetryBudget = {
  addCall: () => undefined,
  take: () => true,
  countLeft: () => Number.POSITIVE_INFINITY,
};
