/**
 * Members of node's requests and responses that are not public. Read from Node 22.19, 24.21 and 26.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_incoming.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_outgoing.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import * as http from "node:http";

/** A request, as node's own parser and server handle it. */
export interface PrivateRequest extends IncomingMessage {
  upgrade: boolean | null;
  readonly _consuming: boolean;
  readonly _readableState: { readonly resumeScheduled: boolean };
  _addHeaderLines(headers: readonly string[], count: number): void;
  _dump(): void;
}

/** A response, as node's own server handles it. */
export interface PrivateResponse extends ServerResponse {
  _header: string | null;
  _headerSent: boolean;
  _hasBody: boolean;
  _trailer: string;
  _expect_continue: boolean;
  _closed: boolean;
  _storeHeader(firstLine: string, headers: unknown): void;
  assignSocket(socket: object): void;
  detachSocket(socket: object): void;
  /** True if the body's chunks would be framed; ours are messages. */
  framed?: boolean;
}

/** The classes of node, which take any stream for a socket; their types know only `net.Socket`. */
interface Classes {
  readonly IncomingMessage: new (socket: object) => PrivateRequest;
  readonly ServerResponse: new (request: IncomingMessage, options: object) => PrivateResponse;
}

const { IncomingMessage: RequestOf, ServerResponse: ResponseOf } = http as unknown as Classes;

const storeHeader: PrivateResponse["_storeHeader"] = Reflect.get(ResponseOf.prototype, "_storeHeader");

/** Creates a request on a socket in memory. */
export function createRequest(socket: object): PrivateRequest {
  return new RequestOf(socket);
}

/** Creates the response to a request. */
export function createResponse(request: IncomingMessage, options: object): PrivateResponse {
  return new ResponseOf(request, options);
}

/**
 * Stores the head of a response without the framing of its body by chunks: each chunk is written as
 * it is. Stands on the response itself, because Express replaces prototypes.
 */
export function storeUnframedHeader(this: PrivateResponse, firstLine: string, headers: unknown): void {
  storeHeader.call(this, firstLine, headers);
  this.framed = this.chunkedEncoding;
  this.chunkedEncoding = false;
}

function findSymbol(owner: object, name: string): symbol | undefined {
  return Object.getOwnPropertySymbols(owner).find(({ description }) => description === name);
}

const needDrain = findSymbol(new ResponseOf(new RequestOf({}), {}), "kNeedDrain");

/** Emits `drain` at a response whose `write` has returned false. */
export function emitDrain(response: PrivateResponse): void {
  if (response.finished || needDrain === undefined || Reflect.get(response, needDrain) !== true) return;
  Reflect.set(response, needDrain, false);
  response.emit("drain");
}

const detachSignal = findSymbol(RequestOf.prototype, "kDetachAbortSignal");

/** Ends what `request.signal` waits for; newer versions of node have it. */
export function detachAbortSignal(request: IncomingMessage): void {
  if (detachSignal !== undefined) Reflect.get(request, detachSignal).call(request);
}
