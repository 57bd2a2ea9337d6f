/** Writing an answer that is a stream, as fast as it is read and no faster. */

import type { ServerResponse } from "node:http";
import { type CallContext, ServiceError } from "@seamline/core";
import { encodeServiceError, StreamFailure, type WireError } from "@seamline/core/extend";
import type { UntilCanceled } from "@seamline/core/internal";
import type { Framing } from "../binding/stream/framing.ts";
import { wireHeaders } from "../binding/wire-headers.ts";
import type { Arrival } from "./arrival.ts";

/**
 * Writes every item, then the end or the error. Never rejects: what goes wrong is in the answer, or
 * cuts it.
 */
export async function answerStream(
  arrival: Arrival,
  items: AsyncIterable<unknown>,
  framing: Framing,
  context: CallContext,
  guard: UntilCanceled,
): Promise<void> {
  const { res } = arrival;
  res.on("error", ignore);
  arrival.writeHead(200, {
    "content-type": framing.type,
    "cache-control": "no-store",
    [wireHeaders.callId]: context.callId,
  });
  try {
    const source = items[Symbol.asyncIterator]();
    for (;;) {
      const step = await guard(source.next());
      if (step.done === true) break;
      if (!res.write(framing.printItem(step.value))) await guard(drained(res));
    }
    arrival.end(framing.end);
  } catch (reason) {
    const text = framing.printError(toWireError(reason), context.callId);
    if (res.writableNeedDrain)
      res.destroy(); // its reader has stopped reading
    else if (text !== undefined) arrival.end(text);
    else res.socket?.destroySoon(); // what was written arrives, and nothing that could pass for an end
  }
}

/** The client went away, which the call is told of. */
function ignore(): void {}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => res.once("drain", () => resolve()));
}

function toWireError(reason: unknown): WireError {
  return reason instanceof StreamFailure ? reason.error : encodeServiceError(ServiceError.from(reason));
}
