/** A pause that ends early when something happens. */

import { startTimer, stopTimer } from "@seamline/core/internal";

/** Pauses of one loop. */
export class WakeablePause {
  #end: (() => void) | undefined;
  #awake = false;

  /** Ends the pause, or lets the next one end at once. */
  wake(): void {
    this.#awake = true;
    this.#end?.();
  }

  /** Waits for some milliseconds, or until it is woken. */
  async wait(ms: number): Promise<void> {
    if (!this.#awake) {
      await new Promise<void>((resolve) => {
        const timer = startTimer(resolve, ms);
        this.#end = () => {
          stopTimer(timer);
          resolve();
        };
      });
      this.#end = undefined;
    }
    this.#awake = false;
  }
}
