/** A request body that is read as it arrives: the input of an operation with an input stream. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { ServiceError } from "@seamline/core";
import { type Operation, StreamFailure } from "@seamline/core/extend";
import { ChunkQueue } from "../binding/stream/chunk-queue.ts";
import { toStreamType } from "../binding/stream/framing.ts";
import { readLines } from "../binding/stream/read-lines.ts";
import { Refusal } from "./refusal.ts";
import { assertIdentity, hasBody, maxDiscardedBytes } from "./request-body.ts";

/** Bytes of the envelope around an item. */
const envelope = 64;

/** A body that is being received. */
export interface Upload {
  readonly items: AsyncIterable<unknown>;
  /** Drops the rest of the body once the call has its response, so that the client reads it. */
  discard(): void;
}

/**
 * Opens the body of a request.
 * @param maxItemBytes bytes of one item at most; the stream itself has no limit but its deadline.
 * @throws {Refusal} 415 for another type than the stream's, 400 for a content encoding.
 */
export function openUpload(
  operation: Operation,
  kind: "items" | "bytes",
  req: IncomingMessage,
  res: ServerResponse,
  maxItemBytes: number,
): Upload {
  const encoding = req.headers["content-encoding"];
  if (encoding !== undefined) assertIdentity(encoding);
  const type = toStreamType(kind);
  if (hasBody(req) && req.headers["content-type"]?.toLowerCase() !== type) {
    throw new Refusal("invalid_argument", `Expected the content type ${type}`, { status: 415 });
  }
  if (req.headers.expect !== undefined) res.writeContinue();
  const queue = new ChunkQueue(req);
  req.on("data", (chunk: Buffer) => queue.push(chunk));
  req.on("end", () => queue.end());
  const lost = (): void => queue.fail(fail("canceled", "was canceled by its caller"));
  req.on("error", lost);
  req.on("close", lost);
  const fail = (code: ServiceError["code"], text: string): ServiceError =>
    new ServiceError(code, `${operation.id}: the input ${text}`, { operation: operation.id });
  return {
    items: kind === "bytes" ? queue : refuseErrors(readLines(queue, maxItemBytes + envelope, fail)),
    discard() {
      let left = maxDiscardedBytes;
      queue.discard((bytes) => {
        left -= bytes;
        if (left < 0) req.destroy();
      });
    },
  };
}

/** Refuses error lines: a caller that fails disconnects. */
async function* refuseErrors(items: AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
  try {
    yield* items;
  } catch (reason) {
    if (!(reason instanceof StreamFailure)) throw reason;
    throw new ServiceError("invalid_argument", "Expected {item} and {end} lines only, found an {error} line");
  }
}
