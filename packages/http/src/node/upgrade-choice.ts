/**
 * Requests that choose whether they upgrade. A server with a listener of `upgrade` takes every
 * request with such a field off HTTP, also those that only offer it, as clients of HTTP/2 do, and
 * could be served as they are. Node asks the request, and reads it as any other if it denies.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_common.js (`parserOnHeadersComplete`)
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js (`parserOnIncoming`)
 */

import { Request } from "./request.ts";

const choice = Symbol("choice");

/** Creates a class of requests, which upgrade if `chooses` returns true. */
export function createUpgradeChoice(chooses: (request: Request) => boolean): typeof Request {
  class ChoosingRequest extends Request {
    declare [choice]: boolean | "offered" | undefined;
  }
  // Node sets the property before it has added the headers, and reads it afterwards.
  Object.defineProperty(ChoosingRequest.prototype, "upgrade", {
    get(this: ChoosingRequest): boolean {
      if (this[choice] === "offered") this[choice] = chooses(this);
      return this[choice] === true;
    },
    set(this: ChoosingRequest, upgrade: unknown) {
      if (upgrade !== true) this[choice] = false;
      else if (this[choice] !== true) this[choice] = "offered";
    },
    configurable: true,
  });
  return ChoosingRequest;
}
