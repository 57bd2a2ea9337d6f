/** Counting calls by operation. */

import type { CallRequest } from "../call/call-request.ts";

/** The number of calls of one operation. */
export interface Count {
  /** Calls so far, this one included. */
  readonly calls: number;
  /** `true` if all of them had the same input; `false` for streams. */
  readonly sameInput: boolean;
}

/** The calls made so far in one run or transaction. */
export class Tally {
  readonly #counts = new Map<string, Count & { readonly input: string | undefined }>();
  #total = 0;

  /** All calls so far. */
  get total(): number {
    return this.#total;
  }

  /** Counts one more call. */
  add({ operation, input }: CallRequest): Count {
    this.#total += 1;
    const uploads = operation.streaming !== undefined && operation.streaming.input !== "none";
    const text = uploads ? undefined : JSON.stringify(input);
    const before = this.#counts.get(operation.id);
    const count = {
      calls: (before?.calls ?? 0) + 1,
      sameInput: !uploads && (before === undefined || (before.sameInput && before.input === text)),
      input: before === undefined ? text : before.input,
    };
    this.#counts.set(operation.id, count);
    return count;
  }
}
