/** The body of a streamed answer: pulled item by item, and stopped when nobody reads on. */

import { ServiceError } from "@seamline/core";
import { type CallContext, encodeServiceError, StreamFailure } from "@seamline/core/extend";
import type { UntilCanceled } from "@seamline/core/internal";
import type { Framing } from "@seamline/http/binding";

/** Writes the items in their framing; an answer that was cut fails, as a lost connection does. */
export function streamBody(
  items: AsyncIterable<unknown>,
  framing: Framing,
  context: CallContext,
  guard: UntilCanceled,
): ReadableStream<Uint8Array> {
  const source = items[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const toBytes = (part: string | Uint8Array): Uint8Array => (typeof part === "string" ? encoder.encode(part) : part);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const step = await guard(source.next());
          if (step.done !== true) {
            controller.enqueue(toBytes(framing.printItem(step.value)));
            return;
          }
          if (framing.end !== "") controller.enqueue(toBytes(framing.end));
        } catch (reason) {
          const text = isCut(reason) ? undefined : framing.printError(toWireError(reason), context.callId);
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
        source.return?.().catch(() => undefined); // nobody is there to be told
      },
    },
    { highWaterMark: 0 },
  );
}

/** What the mock's transport fails with is no answer of the callee. */
function isCut(reason: unknown): boolean {
  return ServiceError.is(reason) && reason.code === "data_loss";
}

function toWireError(reason: unknown): ReturnType<typeof encodeServiceError> {
  return reason instanceof StreamFailure ? reason.error : encodeServiceError(ServiceError.from(reason));
}
