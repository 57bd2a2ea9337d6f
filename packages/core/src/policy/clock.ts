/** What policies know of time and chance, so that a test can decide both. */

/** Time, timers and random numbers. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** Runs something after `ms` milliseconds; call what it returns to take it back. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this process: monotonic, so a change of the system time moves nothing. */
export const systemClock: Clock = {
  now: () => performance.now(),
  random: Math.random,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
