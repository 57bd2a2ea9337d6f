/**
 * Members of node's requests and responses that are not public. Read from Node 22.19, 24.21 and 26.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_incoming.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_outgoing.js
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js
 */

import { IncomingMessage, ServerResponse } from "node:http";

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
  /** True if the body's chunks would be framed; ours are messages. */
  framed?: boolean;
}

const storeHeader = (ServerResponse.prototype as PrivateResponse)._storeHeader;

/**
 * Stores the head of a response without the framing of its body by chunks: each chunk is written as
 * it is. Stands on the response itself, because Express replaces prototypes.
 */
export function storeUnframedHeader(this: PrivateResponse, firstLine: string, headers: unknown): void {
  storeHeader.call(this, firstLine, headers);
  this.framed = this.chunkedEncoding;
  this.chunkedEncoding = false;
}

const needDrain = Object.getOwnPropertySymbols(new ServerResponse(new IncomingMessage(null as never))).find(
  ({ description }) => description === "kNeedDrain",
);

/** Emits `drain` at a response whose `write` has returned false. */
export function emitDrain(response: PrivateResponse): void {
  const state = response as unknown as Record<symbol, unknown>;
  if (response.finished || (needDrain !== undefined && state[needDrain] !== true)) return;
  if (needDrain !== undefined) state[needDrain] = false;
  response.emit("drain");
}

const detachSignal = Object.getOwnPropertySymbols(IncomingMessage.prototype).find(
  ({ description }) => description === "kDetachAbortSignal",
);

/** Ends what `request.signal` waits for; newer versions of node have it. */
export function detachAbortSignal(request: IncomingMessage): void {
  if (detachSignal === undefined) return;
  (request as unknown as Record<symbol, () => void>)[detachSignal]?.();
}
