/** Writes a stream as a response, as fast as it is read. */

import type { ServerResponse } from "node:http";
import { type CallContext, ServiceError } from "@seamline/core";
import { encodeServiceError, StreamFailure, type WireError } from "@seamline/core/extend";
import type { UntilCanceled } from "@seamline/core/internal";
import type { Framing } from "@seamline/core/wire";
import { toStreamHeaders } from "../binding/stream/response-framing.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival } from "./arrival.ts";

/**
 * Writes every item, then the end or the error. Never rejects: a failure is written into the
 * response, or cuts it.
 */
export async function respondWithStream(
  arrival: Arrival,
  items: AsyncIterable<unknown>,
  framing: Framing,
  context: CallContext,
  untilCanceled: UntilCanceled,
): Promise<void> {
  const { res } = arrival;
  res.on("error", ignore);
  arrival.writeHead(200, { ...toStreamHeaders(framing), [wireHeaders.callId]: context.callId });
  try {
    const source = items[Symbol.asyncIterator]();
    for (;;) {
      const step = await untilCanceled(source.next());
      if (step.done === true) break;
      if (!res.write(framing.printItem(step.value))) await untilCanceled(drained(res));
    }
    arrival.end(framing.end);
  } catch (reason) {
    const text = framing.printError(toWireError(reason), context.operation, context.callId);
    if (res.writableNeedDrain)
      res.destroy(); // the client has stopped reading
    else if (text !== undefined) arrival.end(text);
    else arrival.cut(); // sends the written items without an end
  }
}

/** Writes the head of a stream response, for a request without content in its response. */
export function respondWithStreamHead(arrival: Arrival, framing: Framing, callId: string): void {
  arrival.writeHead(200, { ...toStreamHeaders(framing), [wireHeaders.callId]: callId });
  arrival.end();
}

/** Ignores errors of the response: its call is canceled when the client disconnects. */
function ignore(): void {}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => res.once("drain", () => resolve()));
}

function toWireError(reason: unknown): WireError {
  return reason instanceof StreamFailure ? reason.error : encodeServiceError(ServiceError.from(reason));
}
