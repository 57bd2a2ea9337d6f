/** Records what a consumer receives, and holds or refuses batches on demand. */

import type { Delivery } from "../broker/broker.ts";

/** The receiver of a consumer in a case. */
export class Received {
  /** The texts of each batch, also of refused ones, in the order of the calls. */
  readonly batches: (readonly string[])[] = [];
  /** The texts of batches that were taken, in order. */
  readonly taken: string[] = [];
  /** Batches still to be refused. */
  refusals = 0;
  #atWork = 0;
  #mostAtWork = 0;
  #gate: PromiseWithResolvers<void> | undefined;

  /** The most batches that were at work at once. */
  get mostAtWork(): number {
    return this.#mostAtWork;
  }

  /** Keeps all batches at work until `release`. */
  hold(): void {
    this.#gate ??= Promise.withResolvers();
  }

  /** Lets the batches at work end. */
  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Takes a batch. */
  readonly receive = async (batch: readonly Delivery[]): Promise<void> => {
    const texts = batch.map(({ text }) => text);
    this.batches.push(texts);
    this.#atWork += 1;
    this.#mostAtWork = Math.max(this.#mostAtWork, this.#atWork);
    try {
      await this.#gate?.promise;
      if (this.refusals > 0) {
        this.refusals -= 1;
        throw new Error("the case refuses this batch");
      }
      this.taken.push(...texts);
    } finally {
      this.#atWork -= 1;
    }
  };
}
