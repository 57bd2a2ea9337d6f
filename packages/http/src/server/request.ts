/**
 * The requests of a listener: Node's own, except for the way in which their headers are read and their bodies may be.
 *
 * Headers: Node looks every name up in a list of those it knows, and makes a new string of each other one, three times over; of a
 * small call that is a twelfth of what a listener does. Most names are met again and again, just so written: one look into a Map is
 * enough for them.
 *
 * Bodies: whoever wants every byte as it comes has no need of a buffer, of a queue of turns in which it is emptied, nor of events;
 * of a small call they are a sixteenth.
 */

import { IncomingMessage } from "node:http";
import { wireHeaders } from "../binding/wire-headers.ts";

/** What clients of all kinds send, beside what ours do. */
const common = [
  ...["accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection", "content-length"],
  ...["content-type", "cookie", "forwarded", "host", "origin", "pragma", "referer", "sec-fetch-mode"],
  ...["transfer-encoding", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"],
  ...["x-real-ip", "x-request-id"],
];

const lowerCase = new Map<string, string>();
for (const name of [...common, ...Object.values(wireHeaders)]) {
  lowerCase.set(name, name);
  lowerCase.set(
    name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase()),
    name,
  );
}

/** More headers than this are read by Node, which stops at some number. */
const mostHeaders = 100;

type Headers = IncomingMessage["headers"];

const { get: readByNode, set: writeByNode } =
  Object.getOwnPropertyDescriptor(IncomingMessage.prototype, "headers") ?? {};

/** A request. Its `headers` are those that Node would give it. */
export class Request extends IncomingMessage {
  /** `headers`, once they were asked for. */
  declare readHeaders: Headers | undefined;
  #take: ((chunk: Buffer) => void) | undefined;

  /**
   * Hands over every chunk of the body, from now on as it comes, in place of `data`; there is no `end`. Only for a body whose length
   * is known, so that whoever takes it knows its end.
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
      this.readHeaders ??= readHeaders(this.rawHeaders) ?? (readByNode.call(this) as Headers);
      return this.readHeaders;
    },
    set(this: Request, headers: Headers) {
      this.readHeaders = headers;
      writeByNode.call(this, headers);
    },
    enumerable: true,
    configurable: true,
  });
}

/** `undefined` where headers are to be joined, or otherwise need Node's rules. */
function readHeaders(raw: readonly string[]): Headers | undefined {
  if (raw.length > 2 * mostHeaders) return undefined;
  const headers: Headers = {};
  for (let index = 0; index < raw.length; index += 2) {
    const given = raw[index] as string;
    const name = lowerCase.get(given) ?? given.toLowerCase();
    if (headers[name] !== undefined || name === "set-cookie") return undefined;
    headers[name] = raw[index + 1];
  }
  return headers;
}
