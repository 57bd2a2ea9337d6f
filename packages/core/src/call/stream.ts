/** Streams within a call: read once, step by step, never beyond the call's end. */

import type { CallContext } from "../context/call-context.ts";
import { ServiceError } from "../error/service-error.ts";
import type { WireError } from "./call-request.ts";

/**
 * Thrown by the callee's stream of wire items: the call failed after its response had begun.
 *
 * @example
 * ```ts
 * import { StreamFailure } from "@seamline/core/extend";
 *
 * async function* output() {
 *   yield { id: 1 };
 *   throw new StreamFailure({ code: "data_loss", message: "the feed ended early" });
 * }
 * try {
 *   for await (const { id } of output()) console.log(id); // 1
 * } catch (reason) {
 *   if (reason instanceof StreamFailure) console.log(reason.error.code); // data_loss
 * }
 * ```
 */
export class StreamFailure extends Error {
  /** The failure in its wire form. */
  readonly error: WireError;

  /** Wraps the wire form of a failure; its message becomes the error's own. */
  constructor(error: WireError) {
    super(error.message);
    this.error = error;
  }
}

/**
 * A stream with one consumer: items are not kept, so a second consumer would miss those already
 * read.
 * @param read runs when the consumer pulls the first item.
 */
export function readOnce<Item>(
  operation: string,
  part: "input" | "output",
  read: () => AsyncGenerator<Item, void, void>,
): AsyncIterable<Item> {
  let taken = false;
  return {
    [Symbol.asyncIterator]() {
      if (taken) {
        const text = `${operation}: the ${part} has a consumer already; expected one. Collect the items if several need them`;
        throw new ServiceError("failed_precondition", text, { operation });
      }
      taken = true;
      return read();
    },
  };
}

/**
 * Awaits one step of a call at a time: rejects with the call's cancellation as soon as there is
 * one.
 */
export type UntilCanceled = <Value>(step: Promise<Value>) => Promise<Value>;

/**
 * Makes the cancelable await of a call with many steps. It listens to the context once, for any
 * number of steps.
 */
export function untilCanceled(context: CallContext): UntilCanceled {
  let rejectStep: ((error: ServiceError) => void) | undefined;
  context.onCancel((error) => rejectStep?.(error));
  return (step) =>
    new Promise((resolve, reject) => {
      rejectStep = reject;
      step.then(resolve, reject);
      if (context.cancellation !== undefined) reject(context.cancellation);
    });
}

/** True for a value that can be read as a stream. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
