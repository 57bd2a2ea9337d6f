/** The body of a streamed response: pulled item by item, and stopped when its reader cancels it. */

import { ServiceError } from "@seamline/core";
import { type CallContext, encodeServiceError, StreamFailure } from "@seamline/core/extend";
import type { UntilCanceled } from "@seamline/core/internal";
import type { Framing } from "@seamline/http/binding";

/** Writes the items in their framing. A stream that was cut fails like a lost connection. */
export function streamBody(
  items: AsyncIterable<unknown>,
  framing: Framing,
  context: CallContext,
  untilCanceled: UntilCanceled,
): ReadableStream<Uint8Array> {
  const source = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const toBytes = (part: string | Uint8Array): Uint8Array => (typeof part === "string" ? encoder.encode(part) : part);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const step = await untilCanceled(source.next());
          if (step.done !== true) {
            controller.enqueue(toBytes(framing.printItem(step.value)));
            return;
          }
          if (framing.end !== "") controller.enqueue(toBytes(framing.end));
        } catch (reason) {
          const text = isCut(reason)
            ? undefined
            : framing.printError(toWireError(reason), context.operation, context.callId);
          if (text === undefined) {
            controller.error(new TypeError("the connection was lost"));
            context.end();
            return;
          }
          controller.enqueue(toBytes(text));
        }
        controller.close();
        context.end();
      },
      cancel() {
        context.cancel(context.fail("canceled", `${context.operation.id}: its caller went away`));
        source.return?.().catch(() => undefined); // the caller is gone
      },
    },
    { highWaterMark: 0 },
  );
}

/** Returns `true` for a failure of the mock's transport, which is no response of the callee. */
function isCut(reason: unknown): boolean {
  return ServiceError.is(reason) && reason.code === "data_loss";
}

function toWireError(reason: unknown): ReturnType<typeof encodeServiceError> {
  return reason instanceof StreamFailure ? reason.error : encodeServiceError(ServiceError.from(reason));
}
