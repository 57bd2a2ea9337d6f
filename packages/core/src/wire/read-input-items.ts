/** Reads the items of a client stream, on the side of the callee. */

import { StreamFailure } from "../call/stream.ts";
import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { type FailReading, readLines } from "./read-lines.ts";

/** Bytes of the envelope around an item. */
const envelope = 64;

/**
 * Reads the items of an input stream. What is wrong with them is the client's fault: a complete
 * body without the end marker, too, as a body that was cut on the way never becomes complete.
 * @param maxItemBytes bytes of one item at most.
 * @throws {ServiceError} `invalid_argument` for anything but items and the end,
 * `resource_exhausted` for an item that is too long; errors of `chunks` as they are.
 */
export async function* readInputItems(
  operation: Operation,
  chunks: AsyncIterable<Uint8Array>,
  maxItemBytes: number,
): AsyncGenerator<unknown, void, void> {
  const where = { operation: operation.id };
  const fail: FailReading = (code, text) =>
    new ServiceError(
      code === "data_loss" ? "invalid_argument" : code,
      `${operation.id}: expected {item} lines and a last line {"end":true}; the input ${text}`,
      where,
    );
  try {
    yield* readLines(chunks, maxItemBytes + envelope, fail);
  } catch (reason) {
    if (!(reason instanceof StreamFailure)) throw reason;
    throw fail("invalid_argument", "has an {error} line; a client that fails disconnects");
  }
}
