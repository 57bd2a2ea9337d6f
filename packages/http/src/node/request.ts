/**
 * The requests of a listener: Node's own, except for the way in which their headers are read (see
 * request-headers.ts) and their bodies may be. Code that wants every byte as it comes has no need
 * of a buffer, of a queue of turns in which it is emptied, nor of events; of a small call they are
 * a sixteenth.
 *
 * Overrides `headers`, an accessor of `IncomingMessage.prototype`, and `push`, by which Node's
 * parser delivers chunks:
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_incoming.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_common.js
 */

import { IncomingMessage } from "node:http";
import { type Headers, readHeaders } from "./request-headers.ts";

const { get: readByNode, set: writeByNode } =
  Object.getOwnPropertyDescriptor(IncomingMessage.prototype, "headers") ?? {};

/** A request. Its `headers` are those that Node would give it. */
export class Request extends IncomingMessage {
  /** `headers`, once they were asked for. */
  declare readHeaders: Headers | undefined;
  #take: ((chunk: Buffer) => void) | undefined;

  /**
   * Hands over every chunk of the body, from now on as it comes, in place of `data`; there is no
   * `end`. Only for a body whose length is known, so that whoever takes it knows its end.
   */
  takeBody(take: (chunk: Buffer) => void): void {
    if (this.readableLength > 0) {
      this.on("data", take); // some of it came before it was asked for
      return;
    }
    this.#take = take;
    this._read(0); // which tells Node that the body is being read
  }

  /** Told of every chunk by Node. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk === null || this.#take === undefined) return super.push(chunk, encoding);
    this.#take(chunk);
    return true;
  }
}

if (readByNode !== undefined && writeByNode !== undefined) {
  Object.defineProperty(Request.prototype, "headers", {
    get(this: Request): Headers {
      const headers: Headers = this.readHeaders ?? readHeaders(this.rawHeaders) ?? readByNode.call(this);
      this.readHeaders = headers;
      return headers;
    },
    set(this: Request, headers: Headers) {
      this.readHeaders = headers;
      writeByNode.call(this, headers);
    },
    enumerable: true,
    configurable: true,
  });
}
