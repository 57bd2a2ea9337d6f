/**
 * The reaction of a stub to one call: it fails the call in transit, or gives the dispatcher a
 * handler.
 */

import type { CallContext, Code, SentState } from "@seamline/core";
import type { WireError } from "@seamline/core/extend";

/** A function that runs in place of an operation's handler. */
export type StubHandler = (input: unknown, context: CallContext) => unknown;

/** The outcome of a received call. */
export type Outcome =
  | { readonly kind: "handle"; readonly handle: StubHandler }
  /** Like `handle`, but the output, a stream, is lost before its end. */
  | { readonly kind: "cut"; readonly handle: StubHandler }
  /** The handler throws `reason`, as the test intends. */
  | { readonly kind: "crash"; readonly reason: unknown }
  /** The callee refuses the call. */
  | { readonly kind: "refuse"; readonly error: WireError }
  /** The transport fails. */
  | { readonly kind: "lose"; readonly code: Code; readonly sent: SentState; readonly text: string }
  | { readonly kind: "hang" };

/** An outcome and its delay in milliseconds. */
export interface Reaction {
  readonly delayMs: number;
  readonly outcome: Outcome;
}

/**
 * Waits for a time or, for `Infinity`, until the call is canceled.
 * @throws {ServiceError} the cancellation, immediately; the timer is cleared.
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
