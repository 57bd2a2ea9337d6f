/** The receiving half of a streamed body. */

import { ChunkQueue } from "@seamline/core/wire";
import { windowBytes } from "./outflow.ts";

/** Credit is given once so many bytes have been read: not for every small chunk. */
const leastCredit = windowBytes / 2;

const source = { pause: () => undefined, resume: () => undefined };

/** A body that is being received, with one reader. */
export class Inflow implements AsyncIterable<Uint8Array> {
  readonly #queue = new ChunkQueue(source);
  readonly #grant: (bytes: number) => void;
  readonly #lost: () => unknown;
  #at = 0;
  #ended = false;
  #read = 0;

  /**
   * @param grant gives the sender room for more bytes.
   * @param lost makes the error of a body of which a part is missing.
   */
  constructor(grant: (bytes: number) => void, lost: () => unknown) {
    this.#grant = grant;
    this.#lost = lost;
  }

  /** `true` once it has its end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Adds bytes that begin at an offset. */
  receive(bytes: Uint8Array, at: number): void {
    if (at !== this.#at) this.fail(this.#lost());
    this.#at += bytes.length;
    if (bytes.length > 0) this.#queue.push(bytes);
  }

  /** Ends the body, which has so many bytes. */
  end(at: number, cut: boolean): void {
    if (cut || at !== this.#at) this.fail(this.#lost());
    this.#ended = true;
    this.#queue.end();
  }

  /** Ends the body with an error, after what has arrived. */
  fail(error: unknown): void {
    this.#ended = true;
    this.#queue.fail(error);
  }

  /** Drops what arrives from now on. */
  discard(): void {
    this.#ended = true;
    this.#queue.discard(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.#queue) {
      yield chunk;
      this.#read += chunk.length;
      if (this.#read < leastCredit || this.#ended) continue;
      this.#grant(this.#read);
      this.#read = 0;
    }
  }
}
