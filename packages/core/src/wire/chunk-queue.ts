/**
 * A queue of bytes between a socket and a reader. The socket is paused while too many of them wait.
 */

/** Bytes in the queue at which the socket is paused. */
const highWater = 64 * 1024;

/** A source that can be paused. */
export interface ChunkSource {
  pause(): unknown;
  resume(): unknown;
}

/**
 * A queue with one reader. All waiting chunks are delivered as one, so that many small chunks cost
 * no more than one large chunk.
 */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #source: ChunkSource;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #paused = false;
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;
  #onDiscard: ((bytes: number) => void) | undefined;

  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** Adds a received chunk. */
  push(chunk: Uint8Array): void {
    if (this.#onDiscard !== undefined) {
      this.#onDiscard(chunk.length);
      return;
    }
    if (this.#end !== undefined) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= highWater && !this.#paused) {
      this.#paused = true;
      this.#source.pause();
    }
    this.#wake?.();
  }

  /** Ends the queue after the last chunk. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** Ends the queue with an error, after the chunks received so far. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /**
   * Discards all further chunks, and those that wait.
   * @param onBytes receives the size of each further chunk.
   */
  discard(onBytes: (bytes: number) => void): void {
    this.#onDiscard = onBytes;
    this.#take();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      if (this.#size > 0) yield this.#take();
      else if (this.#end === undefined) await this.#arrival();
      else if ("error" in this.#end) throw this.#end.error;
      else return;
    }
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(): Uint8Array {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#size = 0;
    if (this.#paused) {
      this.#paused = false;
      this.#source.resume();
    }
    return all;
  }
}
