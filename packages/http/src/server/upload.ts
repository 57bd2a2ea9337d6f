/** A request body that is read as it arrives: the input of an operation with an input stream. */

import { ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { ChunkQueue, readInputItems, toStreamType } from "@seamline/core/wire";
import type { Arrival } from "./arrival.ts";
import { Refusal } from "./refusal.ts";
import { assertIdentity, hasBody, maxDiscardedBytes } from "./request-body.ts";

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
  arrival: Arrival,
  maxItemBytes: number,
): Upload {
  const { req } = arrival;
  const encoding = req.headers["content-encoding"];
  if (encoding !== undefined) assertIdentity(encoding);
  const type = toStreamType(kind);
  if (hasBody(req) && req.headers["content-type"]?.toLowerCase() !== type) {
    throw new Refusal("invalid_argument", `Expected the content type ${type}`, { status: 415 });
  }
  if (req.headers.expect !== undefined) arrival.sendContinue();
  const queue = new ChunkQueue(req);
  req.on("data", (chunk: Buffer) => queue.push(chunk));
  req.on("end", () => queue.end());
  const lost = (): void => {
    const text = `${operation.id}: the input was canceled by its caller`;
    queue.fail(new ServiceError("canceled", text, { operation: operation.id }));
  };
  req.on("error", lost);
  req.on("close", lost);
  return {
    items: kind === "bytes" ? queue : readInputItems(operation, queue, maxItemBytes),
    discard() {
      let left = maxDiscardedBytes;
      queue.discard((bytes) => {
        left -= bytes;
        if (left < 0) req.destroy();
      });
    },
  };
}
