/**
 * Streams on the wire. Items are JSON lines, each in an envelope, and the last line says that it is the last: without it the
 * stream was cut. Server-sent events say the same in their own words, for browsers. Bytes are the body itself.
 *
 *     {"item":{"n":1}}
 *     {"end":true}            or   {"error":{"code":"not_found",…}}
 */

import type { Code, ServiceError } from "@seamline/core";
import { StreamFailure, type Streaming, type WireError } from "@seamline/core/extend";
import { toStatus } from "@seamline/core/internal";
import { decodeUtf8, hasProtoKey } from "../json-text.ts";
import { encodeProblem, readProblem } from "../problem.ts";

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

/** Server-sent events. JSON has no line breaks outside escapes, so no item can end its own event. */
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

/** Makes the error of a failed reading; `text` is the finding, to follow a subject. */
export type FailReading = (code: Code, text: string) => ServiceError;

/**
 * Reads JSON lines; blank ones are skipped.
 * @param maxBytes of one line.
 * @throws {StreamFailure} for an error line, `data_loss` when the end marker is missing.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  fail: FailReading,
): AsyncGenerator<unknown, void, void> {
  let ended = false;
  for await (const line of splitLines(chunks, maxBytes, fail)) {
    if (line.length === 0) continue;
    if (ended) throw fail("data_loss", "goes on after its end marker");
    const frame = parseFrame(line);
    if (frame === undefined) throw fail("invalid_argument", "has a line that is no {item}, {end} or {error} in UTF-8");
    if ("error" in frame) throw new StreamFailure(frame.error);
    if ("item" in frame) yield frame.item;
    else ended = true;
  }
  if (!ended) throw fail("data_loss", "was cut: it has no end marker");
}

async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  fail: FailReading,
): AsyncGenerator<Uint8Array, void, void> {
  let begun: Uint8Array[] = [];
  let size = 0;
  const add = (part: Uint8Array): void => {
    begun.push(part);
    size += part.length;
    if (size > maxBytes) throw fail("resource_exhausted", `has a line of more than ${maxBytes} bytes`);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, to));
      const line = begun.length === 1 ? begun[0] : joinBytes(begun, size);
      begun = [];
      size = 0;
      from = to + 1;
      yield line as Uint8Array;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) throw fail("data_loss", "was cut within a line");
}

function joinBytes(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

type Frame = { readonly item: unknown } | { readonly end: true } | { readonly error: WireError };

function parseFrame(line: Uint8Array): Frame | undefined {
  const text = decodeUtf8(line);
  if (text === undefined) return undefined;
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof frame !== "object" || frame === null || hasProtoKey(text, frame)) return undefined;
  if (Object.hasOwn(frame, "item")) return frame as Frame;
  if ((frame as { end?: unknown }).end === true) return { end: true };
  const error = readProblem((frame as { error?: unknown }).error);
  return error && { error };
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
