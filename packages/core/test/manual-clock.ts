/** Time and chance controlled by a test. */

import type { Clock } from "../src/internal.ts";

/** A clock that moves only by `advance`; timers run when their time has come. */
export class ManualClock implements Clock {
  time = 0;
  chance = 0.5;
  /** The delays of all timers, in milliseconds. */
  readonly waits: number[] = [];
  /** Skips every delay at once. */
  readonly instant: boolean;
  #timers = new Set<{ at: number; run: () => void }>();

  constructor(options: { instant?: boolean } = {}) {
    this.instant = options.instant ?? false;
  }

  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.time;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, run: () => void): () => void {
    this.waits.push(ms);
    const timer = { at: this.time + ms, run };
    this.#timers.add(timer);
    if (this.instant) queueMicrotask(() => this.advance(ms));
    return () => void this.#timers.delete(timer);
  }

  advance(ms: number): void {
    this.time += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.time) continue;
      this.#timers.delete(timer);
      timer.run();
    }
  }
}
