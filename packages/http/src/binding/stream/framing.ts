/**
 * Streams on the wire. Items are JSON lines, each in an envelope, and the last line marks the end:
 * a stream without it was cut. For browsers, server-sent events carry the same parts. Bytes are the
 * body itself.
 *
 *     {"item":{"n":1}}
 *     {"end":true}            or   {"error":{"code":"not_found",…}}
 */

import type { Streaming, WireError } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/internal";
import { encodeProblem } from "../problem.ts";

/** The content type of a stream of items. */
export const linesType = "application/x-ndjson";
/** The content type of a stream of bytes. */
export const bytesType = "application/octet-stream";
/** The content type of a stream of items for clients that accept it. */
export const eventsType = "text/event-stream";

/** Returns the content type of a kind of stream. */
export function toStreamType(kind: Streaming["output"]): string {
  return kind === "bytes" ? bytesType : linesType;
}

/** The written form of a stream's parts. */
export interface Framing {
  /** The content type. */
  readonly type: string;
  /** Writes one wire item, or one chunk of bytes. */
  printItem(item: unknown): string | Uint8Array;
  /** The mark of a complete stream; empty if the transfer encoding has one. */
  readonly end: string;
  /**
   * Writes a failure; `undefined` if the framing has no errors, and the connection is cut instead.
   */
  printError(error: WireError, callId: string): string | undefined;
}

/** JSON lines. */
export const lines: Framing = {
  type: linesType,
  printItem: (item) => `{"item":${JSON.stringify(item)}}\n`,
  end: '{"end":true}\n',
  printError: (error, callId) => `{"error":${encodeProblem(error, toStatus(error.code), callId)}}\n`,
};

/** Server-sent events. JSON has line breaks only as escapes, so no item can end its event. */
export const events: Framing = {
  type: eventsType,
  printItem: (item) => `data: ${JSON.stringify(item)}\n\n`,
  end: "event: end\ndata: {}\n\n",
  printError: (error, callId) => `event: error\ndata: ${encodeProblem(error, toStatus(error.code), callId)}\n\n`,
};

/** Raw bytes. */
export const rawBytes: Framing = {
  type: bytesType,
  printItem: (chunk) => chunk as Uint8Array,
  end: "",
  printError: () => undefined,
};

/**
 * Returns the framing of a response.
 * @param accept the `accept` header of the request.
 */
export function chooseFraming(kind: "items" | "bytes", accept: string | undefined): Framing {
  if (kind === "bytes") return rawBytes;
  return accept !== undefined && /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(accept) ? events : lines;
}

/**
 * Returns the headers of a stream response besides its call id. Proxies must neither hold it back
 * until it ends nor change its bytes: compression, for one, waits for more of them.
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
 */
export function toStreamHeaders({ type }: Framing): Record<string, string> {
  return { "content-type": type, "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
}

/** Writes a client stream as a request body. */
export async function* printUpload(
  kind: "items" | "bytes",
  items: AsyncIterable<unknown>,
): AsyncGenerator<string | Uint8Array, void, void> {
  const { printItem, end } = kind === "items" ? lines : rawBytes;
  // A blank line sends the headers, so that the callee need not wait for the first item.
  if (kind === "items") yield "\n";
  for await (const item of items) yield printItem(item);
  if (end !== "") yield end;
}
