/**
 * Streams of items without Seamline's envelope: one JSON value per line. The end is that of the
 * body, which the transfer encoding marks.
 */

import { decodeUtf8, type FailReading, splitLines } from "@seamline/core/wire";

/**
 * Reads the items of a foreign callee; blank lines are skipped.
 * @param maxBytes bytes of one line at most.
 * @throws {ServiceError} made by `fail`, for a line that is not JSON or too long.
 */
export async function* readPlainLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  fail: FailReading,
): AsyncGenerator<unknown, void, void> {
  for await (const line of splitLines(chunks, maxBytes, fail, () => true)) {
    const text = decodeUtf8(line);
    if (text?.trim() === "") continue;
    yield parseLine(text, fail);
  }
}

function parseLine(text: string | undefined, fail: FailReading): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw fail("invalid_argument", "has a line that is not JSON in UTF-8");
  }
}

/** Writes the items of a client stream. */
export async function* printPlainLines(items: AsyncIterable<unknown>): AsyncGenerator<string, void, void> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}
