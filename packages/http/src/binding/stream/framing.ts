/**
 * Streams on the wire. Items are JSON lines, each in an envelope, and the last line says that it is
 * the last: without it the stream was cut. Server-sent events say the same in their own words, for
 * browsers. Bytes are the body itself.
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
/** The content type of a stream of items for callers who ask for it. */
export const eventsType = "text/event-stream";

/** The content type that a kind of stream is sent with. */
export function toStreamType(kind: Streaming["output"]): string {
  return kind === "bytes" ? bytesType : linesType;
}

/** The written form of a stream's parts. */
export interface Framing {
  /** The content type. */
  readonly type: string;
  /** Writes one wire item, or one chunk of bytes. */
  printItem(item: unknown): string | Uint8Array;
  /** The mark of a whole stream; empty where the transfer encoding has one. */
  readonly end: string;
  /**
   * Writes a failure; `undefined` where an error has no place, and the connection is cut instead.
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

/**
 * Server-sent events. JSON has no line breaks outside escapes, so no item can end its own event.
 */
export const events: Framing = {
  type: eventsType,
  printItem: (item) => `data: ${JSON.stringify(item)}\n\n`,
  end: "event: end\ndata: {}\n\n",
  printError: (error, callId) => `event: error\ndata: ${encodeProblem(error, toStatus(error.code), callId)}\n\n`,
};

/** Bytes, as they are. */
export const rawBytes: Framing = {
  type: bytesType,
  printItem: (chunk) => chunk as Uint8Array,
  end: "",
  printError: () => undefined,
};

/** The framing of an answer. @param accept the header of the request. */
export function chooseFraming(kind: "items" | "bytes", accept: string | undefined): Framing {
  if (kind === "bytes") return rawBytes;
  return accept !== undefined && /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(accept) ? events : lines;
}

/** Writes a client stream as a request body. */
export async function* printUpload(
  kind: "items" | "bytes",
  items: AsyncIterable<unknown>,
): AsyncGenerator<string | Uint8Array, void, void> {
  const { printItem, end } = kind === "items" ? lines : rawBytes;
  // A blank line sends the headers off, so that the callee need not wait for the first item.
  if (kind === "items") yield "\n";
  for await (const item of items) yield printItem(item);
  if (end !== "") yield end;
}
