/**
 * Streams on the wire. Items are JSON lines, each in an envelope, and the last line marks the end:
 * a stream without it was cut. Bytes are the body itself.
 *
 *     {"item":{"n":1}}
 *     {"end":true}            or   {"error":{"code":"not_found",…}}
 */

import type { WireError } from "../call/call-request.ts";
import { statusOf } from "../contract/http-words.ts";
import type { Operation } from "../contract/operation.ts";
import type { Streaming } from "../schema/stream-schema.ts";
import { encodeProblem } from "./problem.ts";

/** The content type of a stream of items. */
export const linesType = "application/x-ndjson";
/** The content type of a stream of bytes. */
export const bytesType = "application/octet-stream";

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
  printError(error: WireError, operation: Operation, callId: string): string | undefined;
}

/** JSON lines. */
export const lines: Framing = {
  type: linesType,
  printItem: (item) => `{"item":${JSON.stringify(item)}}\n`,
  end: '{"end":true}\n',
  printError: (error, operation, callId) => `{"error":${encodeProblem(error, statusOf(operation, error), callId)}}\n`,
};

/** Raw bytes. */
export const rawBytes: Framing = {
  type: bytesType,
  printItem: (chunk) => chunk as Uint8Array,
  end: "",
  printError: () => undefined,
};

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
