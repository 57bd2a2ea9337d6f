/**
 * The requests of a listener: Node's requests, except for the reading of their headers (see
 * request-headers.ts) and, optionally, of their bodies. A receiver of every byte as it arrives
 * needs no buffer, no queue of turns in which it is emptied, and no events; of a small call they
 * are a sixteenth.
 *
 * Overrides `headers`, an accessor of `IncomingMessage.prototype`, and `push`, by which Node's
 * parser delivers chunks:
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_incoming.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_common.js
 */

import { IncomingMessage } from "node:http";
import { type Headers, readHeaders } from "./request-headers.ts";
import { closeShortcut } from "./shortcuts.ts";

const { get: readByNode, set: writeByNode } =
  Object.getOwnPropertyDescriptor(IncomingMessage.prototype, "headers") ?? {};

/**
 * `true` if Node's parser delivers bodies by `push`; `undefined` before the first body, which is
 * read by events and decides.
 */
let parserPushes: boolean | undefined;

/** A request. Its `headers` equal those of Node. */
export class Request extends IncomingMessage {
  /** The `headers`, once they have been read. */
  declare readHeaders: Headers | undefined;
  #take: ((chunk: Buffer) => void) | undefined;

  /**
   * Delivers every chunk of the body as it arrives, in place of `data`; there is no `end`. Only for
   * a body of known length, whose receiver can find its end.
   */
  takeBody(take: (chunk: Buffer) => void): void {
    if (parserPushes === undefined) {
      this.once("data", () => {
        if (parserPushes === undefined) closeShortcut("request-body");
        parserPushes ??= false;
      });
    }
    if (parserPushes !== true || this.readableLength > 0) {
      this.on("data", take); // also if a part has already arrived
      return;
    }
    this.#take = take;
    this._read(0); // starts Node's reading of the body
  }

  /** Receives every chunk from Node's parser. */
  override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
    if (chunk === null) return super.push(chunk);
    parserPushes ??= true;
    if (this.#take === undefined) return super.push(chunk, encoding);
    this.#take(chunk);
    return true;
  }
}

if (typeof readByNode === "function" && typeof writeByNode === "function") {
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
} else {
  closeShortcut("request-headers");
}
