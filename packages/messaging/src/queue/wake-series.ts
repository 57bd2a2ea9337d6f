/**
 * Looks that follow an addition whose commit is not seen: the transaction is another's. The first comes
 * soon, the next after growing pauses, and however many additions there are, they share them.
 */

import { startTimer, stopTimer, type Timer } from "@seamline/core/internal";

/** A series of looks after each addition. */
export class WakeSeries {
  readonly #pausesMs: readonly number[];
  readonly #look: () => void;
  #step = 0;
  #timer: Timer | undefined;
  #stopped = false;

  /**
   * @param pausesMs before each look of a series, in milliseconds; the second is also the least between
   * two looks while additions go on.
   */
  constructor(pausesMs: readonly number[], look: () => void) {
    this.#pausesMs = pausesMs;
    this.#look = look;
  }

  /** Begins a series, or lets the one under way begin again after its next look. */
  request(): void {
    if (this.#stopped) return;
    this.#step = 0;
    if (this.#timer === undefined) this.#schedule();
  }

  /** Ends the series under way. Later requests do nothing. */
  stop(): void {
    this.#stopped = true;
    stopTimer(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    const pauseMs = this.#pausesMs[this.#step];
    this.#timer = undefined;
    if (pauseMs === undefined) return;
    this.#timer = startTimer(() => {
      this.#step += 1;
      this.#schedule();
      this.#look();
    }, pauseMs);
    this.#timer.unref?.();
  }
}
