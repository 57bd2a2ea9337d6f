/**
 * Bytes between a socket that brings them and a reader that asks for them. The socket rests while
 * enough of them wait.
 */

/** Bytes that may wait for their reader before the socket is paused. */
const highWater = 64 * 1024;

/** What can be told to rest. */
export interface ChunkSource {
  pause(): unknown;
  resume(): unknown;
}

/**
 * A queue with one reader. What waits is handed over in one piece, so many small chunks cost no
 * more than a large one.
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

  /** A chunk has arrived. */
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

  /** The last chunk has arrived. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** No more will arrive. What has arrived is read first. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /**
   * Nobody reads any more: what is left flows by.
   * @param onBytes told of the size of each chunk.
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
