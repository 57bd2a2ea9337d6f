/**
 * Writing the answers of a batch: each as soon as it is there, those of one turn of the event loop
 * in one piece.
 */

import { printAnswer } from "../../binding/batch/batch-answers.ts";
import { batchType } from "../../binding/batch/batch-text.ts";
import { wireHeaders } from "../../binding/wire-headers.ts";
import type { Arrival, Headers } from "../arrival.ts";

/** Characters of answers that may wait for the end of the turn. */
const maxHeldChars = 64 * 1024;

/** The answer to a batch. */
export class BatchAnswers {
  readonly #arrival: Arrival;
  readonly #callId: string;
  #left: number;
  #held = "";
  #scheduled = false;

  /**
   * @param callId of the batch.
   * @param calls how many answers there will be.
   */
  constructor(arrival: Arrival, callId: string, calls: number) {
    this.#arrival = arrival;
    this.#callId = callId;
    this.#left = calls;
  }

  /** Adds the answer of one call. Once all have theirs the answer of the batch is whole. */
  add(callId: string, status: number, payload?: string): void {
    this.#left -= 1;
    this.#held += printAnswer(callId, status, payload);
    if (this.#held.length > maxHeldChars) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#flush); // after the microtasks that are due, in which other calls may settle
    }
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    const text = this.#held;
    this.#held = "";
    const { res } = this.#arrival;
    if (this.#arrival.abandoned || res.writableEnded) return;
    if (!res.headersSent) {
      const headers: Headers = { "content-type": batchType, [wireHeaders.callId]: this.#callId };
      if (this.#left === 0) headers["content-length"] = Buffer.byteLength(text);
      this.#arrival.writeHead(200, headers);
    }
    if (this.#left === 0) this.#arrival.end(text);
    else if (text !== "") res.write(text);
  };
}
