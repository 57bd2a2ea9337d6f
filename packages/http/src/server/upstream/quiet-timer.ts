/** A timer of pauses: it ends once nothing has moved for some time. */

import { now, startTimer, stopTimer, type Timer } from "@seamline/core/internal";

/** One timer, set at most once per limit, however often something moves. */
export class QuietTimer {
  readonly #expire: () => void;
  #limitMs = 0;
  #movedAt = 0;
  #timer: Timer | undefined;

  /** @param expire runs once, when the limit has passed. */
  constructor(expire: () => void) {
    this.#expire = expire;
  }

  /** Begins anew, with another limit in milliseconds. */
  start(limitMs: number): void {
    stopTimer(this.#timer);
    this.#limitMs = limitMs;
    this.#movedAt = now();
    this.#wait(limitMs);
  }

  /** Something has moved. */
  restart(): void {
    this.#movedAt = now();
  }

  /** Ends the timer. */
  stop(): void {
    stopTimer(this.#timer);
  }

  #wait(ms: number): void {
    this.#timer = startTimer(() => {
      const leftMs = this.#movedAt + this.#limitMs - now();
      if (leftMs <= 0) this.#expire();
      else this.#wait(Math.ceil(leftMs));
    }, ms);
  }
}
