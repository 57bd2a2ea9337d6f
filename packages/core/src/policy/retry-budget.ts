/**
 * The retry budget of a target: however many callers fail at once, attempts stay below 110 % of calls plus three a second, so
 * retries cannot keep a struggling target down.
 */

import type { Clock } from "./clock.ts";

/** Grants retries. */
export interface RetryBudget {
  /** Counts a call. */
  addCall(): void;
  /** Takes one retry, if there is one. */
  take(): boolean;
  /** Renews the grant of the second if it is due. @returns how many retries could be taken right now. */
  countLeft(): number;
}

/** Calls that pay for one retry. */
const callsPerRetry = 10;
/** Calls that are remembered: what a healthy time may save up for a bad one, ten retries. */
const maxSaved = 100;
/** Retries that each second grants to targets with few calls. */
const perSecond = 3;

/**
 * A budget of 10 % of calls and 3 retries a second.
 * @see https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
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

/** For strict mode, whose faults are made up: there is no target that a budget could protect. */
export const unlimitedBudget: RetryBudget = {
  addCall: () => undefined,
  take: () => true,
  countLeft: () => Number.POSITIVE_INFINITY,
};
