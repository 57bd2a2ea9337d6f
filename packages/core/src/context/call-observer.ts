/** Observers of one call on its caller's side, on any transport: interceptors and policies. */

import type { Code } from "../error/code.ts";
import type { ServiceError } from "../error/service-error.ts";
import { runCallback } from "../platform/run-callback.ts";

/** A decision of a policy, `balance` or `fallback` about a call on its way. */
export interface CallEvent {
  /**
   * `retry` and `fellBack`: another attempt follows. `retryDenied`: the budget allows none.
   * `rejected`: the call reached no transport.
   */
  readonly type: "retry" | "retryDenied" | "rejected" | "fellBack";
  /** The code that the attempt before failed with; absent of `rejected`. */
  readonly code?: Code;
  /** The number of the coming attempt, from 2; absent unless it is a `retry`. */
  readonly attempt?: number;
  /** Milliseconds until the coming attempt; absent unless it is a `retry`. */
  readonly delayMs?: number;
}

/**
 * Receives the decisions about a call and its end; the end at once if the call has ended already.
 * What it throws or rejects with is dropped.
 */
export interface CallObserver {
  /** Each decision, as it is made. */
  noted?(event: CallEvent): void;
  /**
   * The call has ended, once: with the error that its caller sees, `undefined` for none. A call
   * whose output is a stream ends when the stream has been read to its end, has failed, was left by
   * its reader, which is no failure, or was canceled. A call whose client stream failed on the
   * caller's own side is canceled, with any failure.
   */
  ended?(failure: ServiceError | undefined): void;
}

/** Notifies observers of a decision. */
export function notifyNoted(observers: readonly CallObserver[], event: CallEvent): void {
  for (const observer of observers) runCallback(() => observer.noted?.(event));
}

/** Notifies observers of the end. */
export function notifyEnded(observers: readonly CallObserver[], failure: ServiceError | undefined): void {
  for (const observer of observers) runCallback(() => observer.ended?.(failure));
}
