/**
 * The body of a request on its way into an IncomingMessage: no more than the application reads, and
 * not after the response has ended.
 */

import { longTurn } from "@seamline/core/internal";
import { mismatch, release, type SentBody, toChunk } from "../request-body.ts";
import { toError } from "../response-flow.ts";
import type { PrivateRequest } from "./privates.ts";

/** Chunks of what a caller hands over in one piece, as a socket reads them. */
const chunkBytes = 65_536;

/** What a feed needs of its exchange. */
export interface FeedEvents {
  /** Runs code in the application's async context. */
  within(run: () => void): void;
  /** The source of the body failed, or made another number of bytes than stated. */
  failed(error: Error): void;
}

/** Feeds one request. */
export class BodyFeed {
  readonly #body: SentBody;
  readonly #request: PrivateRequest;
  readonly #events: FeedEvents;
  #sent = 0;
  #begun = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(body: SentBody, request: PrivateRequest, events: FeedEvents) {
    this.#body = body;
    this.#request = request;
    this.#events = events;
  }

  /** Begins, in the application's async context, after its listener was called. */
  start(): void {
    this.#begun = true;
    if (this.#body.source === undefined) this.#push();
  }

  /** Begins to read a source, in the caller's async context. */
  startSource(): void {
    const { source } = this.#body;
    if (source !== undefined && !this.#stopped) void this.#pump(source);
  }

  /** The application reads on. */
  want(): void {
    if (!this.#begun || this.#stopped) return;
    if (this.#body.source === undefined) {
      if (!this.#request.complete) this.#push();
    } else {
      this.#wake?.();
    }
  }

  /** The application will read no more. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    release(this.#body.source);
  }

  #push(): void {
    const request = this.#request;
    const { bytes } = this.#body;
    if (bytes !== undefined) {
      while (this.#sent < bytes.length) {
        const chunk = bytes.subarray(this.#sent, this.#sent + chunkBytes);
        this.#sent += chunk.length;
        if (!request.push(chunk) && this.#sent < bytes.length) return;
        if (request.complete) return; // pushing has called for more, and that was the rest
      }
    }
    this.#end();
  }

  #end(): void {
    this.#request.complete = true;
    this.#request.push(null);
  }

  async #pump(source: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
    const { length } = this.#body;
    try {
      for await (const chunk of source) {
        if (this.#stopped) break;
        const bytes = toChunk(chunk);
        this.#sent += bytes.length;
        if (length !== undefined && this.#sent > length) throw mismatch(length, this.#sent);
        let more = true;
        this.#events.within(() => {
          more = bytes.length === 0 || this.#request.push(bytes);
        });
        if (!more && !this.#stopped) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        await longTurn(); // an endless body would keep timers and sockets waiting
        if (this.#stopped) break;
      }
      if (this.#stopped) return;
      if (length !== undefined && this.#sent < length) throw mismatch(length, this.#sent);
      this.#events.within(() => this.#end());
    } catch (error) {
      if (!this.#stopped) this.#events.failed(toError(error));
    }
  }
}
