/** The deadline of a call, and whether a callee may have seen the call when it passes. */

import { now } from "../platform/real-time.ts";

/** The part of a call's context that knows its time. */
export abstract class CallClock {
  /** `true` if the deadline came with the call, from another process. */
  readonly arrived: boolean;
  #deadline: number | undefined;
  /** Queues that the call waits in before a callee can see it. */
  #held = 0;

  /** @param deadline in milliseconds of `performance.now()`, of a call that arrived with one. */
  constructor(deadline: number | undefined) {
    this.#deadline = deadline;
    this.arrived = deadline !== undefined;
  }

  /** Milliseconds the call has for itself; Infinity if it has only the deadline around it. */
  abstract get timeoutMs(): number;

  /** Cancels the call because its deadline has passed, with `deadline_exceeded`. */
  abstract expire(): void;

  /** The clock of the call around this one. */
  protected abstract get outerClock(): CallClock | undefined;

  /**
   * Starts the call's clock unless it runs. The queue of deadlines does so after the current turn;
   * most calls in one process end before that and read no clock.
   * @returns the deadline, in milliseconds of `performance.now()`, at most that of the outer call.
   */
  startClock(): number {
    if (this.#deadline === undefined) {
      const own = now() + this.timeoutMs;
      const outer = this.outerClock;
      this.#deadline = outer === undefined ? own : Math.min(own, outer.startClock());
    }
    return this.#deadline;
  }

  /** Milliseconds left, from 0 on. */
  get remainingMs(): number {
    return Math.max(0, this.startClock() - now());
  }

  /**
   * Expires the call if its deadline has passed, which no timer may have noticed: none fires while a
   * handler computes.
   * @returns `true` if so; `false` also for a call whose clock has not started.
   */
  expireIfDue(): boolean {
    if (this.#deadline === undefined || this.#deadline > now()) return false;
    this.expire();
    return true;
  }

  /** Marks the call as waiting on its caller's side, out of its callee's sight, until `release`. */
  hold(): void {
    this.#held += 1;
  }

  /** Ends one `hold`. */
  release(): void {
    this.#held -= 1;
  }

  /** Notes that a callee may have seen an attempt at the call, whatever it waits for later. */
  markSent(): void {
    this.#held = Number.NEGATIVE_INFINITY;
  }

  /** `true` while the call waits on its caller's side, after no attempt that a callee may have seen. */
  get held(): boolean {
    return this.#held > 0;
  }
}
