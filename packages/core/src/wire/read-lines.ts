/** Reads a stream of JSON lines, as framing.ts writes them. */

import type { WireError } from "../call/call-request.ts";
import { StreamFailure } from "../call/stream.ts";
import type { Code } from "../error/code.ts";
import type { ServiceError } from "../error/service-error.ts";
import { fieldsOf } from "../platform/unknown-value.ts";
import { decodeUtf8, hasProtoKey } from "./json-text.ts";
import { readProblem } from "./problem.ts";

/** Makes the error of a failed read; `text` is a predicate, to follow a subject. */
export type FailReading = (code: Code, text: string) => ServiceError;

/**
 * Reads JSON lines and yields their items; blank lines are skipped.
 * @param maxBytes bytes of one line at most.
 * @throws {StreamFailure} for an error line.
 * @throws {ServiceError} made by `fail`: `data_loss` if the end marker is missing,
 * `invalid_argument` for a malformed line, `resource_exhausted` for a line that is too long.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  fail: FailReading,
): AsyncGenerator<unknown, void, void> {
  let ended = false;
  for await (const line of splitLines(chunks, maxBytes, fail, isEnd)) {
    if (line.length === 0) continue;
    if (ended) throw fail("data_loss", "continues after its end marker");
    const frame = parseFrame(line);
    if (frame === undefined)
      throw fail("invalid_argument", "has a line that is not an {item}, {end} or {error} in UTF-8");
    if ("error" in frame) throw new StreamFailure(frame.error);
    if ("item" in frame) yield frame.item;
    else ended = true;
  }
  if (!ended) throw fail("data_loss", "was cut: it has no end marker");
}

/**
 * Splits bytes into lines, without their line breaks.
 * @param maxBytes bytes of one line at most.
 * @param isWhole tests the text after the last line break.
 * @throws {ServiceError} made by `fail`: `data_loss` if that text is not whole,
 * `resource_exhausted` for a line that is too long.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  fail: FailReading,
  isWhole: (last: Uint8Array) => boolean,
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
  if (size === 0) return;
  const last = joinBytes(begun, size);
  if (!isWhole(last)) throw fail("data_loss", "was cut within a line");
  yield last;
}

/** An end marker is whole without a line break, too. */
function isEnd(last: Uint8Array): boolean {
  const frame = parseFrame(last);
  return frame !== undefined && "end" in frame;
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
  const { item, end, error: problem } = fieldsOf(frame);
  if (Object.hasOwn(frame, "item")) return { item };
  if (end === true) return { end: true };
  const error = readProblem(problem);
  return error && { error };
}
