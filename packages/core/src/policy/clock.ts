/** Time and chance of policies, which tests can replace. */

import { now, startTimer, stopTimer } from "../platform/real-time.ts";

/** Time, timers and random numbers. */
export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Runs a function after `ms` milliseconds; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this process: monotonic, so changes of the system time have no effect. */
export const systemClock: Clock = {
  now,
  random: Math.random,
  after(ms, run) {
    const timer = startTimer(run, ms);
    return () => stopTimer(timer);
  },
};
