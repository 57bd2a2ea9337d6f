/** What a stub does with one call: fails it on the way, or hands it to the dispatcher with a handler. */

import type { CallContext, Code, SentState } from "@seamline/core";
import type { WireError } from "@seamline/core/extend";

/** Runs in place of an operation's handler. */
export type StubHandler = (input: unknown, context: CallContext) => unknown;

/** What happens to a call once it has been received. */
export type Outcome =
  | { readonly kind: "handle"; readonly handle: StubHandler }
  /** As `handle`, but the answer, a stream, is lost before its end. */
  | { readonly kind: "cut"; readonly handle: StubHandler }
  /** The handler throws it, as the test wants it to. */
  | { readonly kind: "crash"; readonly reason: unknown }
  /** The callee turns the call away. */
  | { readonly kind: "refuse"; readonly error: WireError }
  /** The transport fails. */
  | { readonly kind: "lose"; readonly code: Code; readonly sent: SentState; readonly text: string }
  | { readonly kind: "hang" };

/** One thing that was said to a stub. */
export interface Reaction {
  readonly delayMs: number;
  readonly outcome: Outcome;
}

/**
 * Waits for a time, or, for `Infinity`, for the end of the call.
 * @throws {ServiceError} the cancellation, as soon as there is one; the timer is gone then.
 */
export function waitWithin(context: CallContext, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, ms);
    context.onCancel((error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
