/**
 * Writes the responses of a batch: each as soon as its call settles, those of one turn of the event
 * loop in one chunk.
 */

import { printResponseLine } from "../../binding/batch/batch-response.ts";
import { batchType } from "../../binding/batch/batch-text.ts";
import { wireHeaders } from "../../binding/wire-headers.ts";
import type { Arrival, Headers } from "../arrival.ts";

/** Characters of responses that wait for the end of the turn, at most. */
const maxHeldChars = 64 * 1024;

/** The response to a batch. */
export class BatchResponse {
  readonly #arrival: Arrival;
  readonly #callId: string;
  #left: number;
  #held = "";
  #scheduled = false;

  /**
   * @param callId of the batch.
   * @param calls the number of its calls.
   */
  constructor(arrival: Arrival, callId: string, calls: number) {
    this.#arrival = arrival;
    this.#callId = callId;
    this.#left = calls;
  }

  /** Adds the response of one call. The last one completes the response of the batch. */
  add(callId: string, status: number, payload?: string): void {
    this.#left -= 1;
    this.#held += printResponseLine(callId, status, payload);
    if (this.#held.length > maxHeldChars) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#flush); // after the pending microtasks, in which other calls may settle
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
