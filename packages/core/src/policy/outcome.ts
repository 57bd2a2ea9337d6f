/** The outcome of one attempt, alike for a transport that failed, a callee that responded with an error, and a call that was canceled. */

import type { CallRequest, CallResponse, WireError } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import type { CallObserver } from "../context/call-observer.ts";
import type { Code } from "../error/code.ts";
import { type SentState, ServiceError } from "../error/service-error.ts";

/** What policies look at in a failure. */
export interface Failure {
  readonly code: Code;
  readonly sent: SentState;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** A declared error, or, where nothing answered, why a repetition is no use. */
  readonly reason?: string | undefined;
}

/** The failure in a callee's response. */
export function failureOfResponse(error: WireError): Failure {
  const { code, reason, retryable, retryAfterMs } = error;
  return { code, reason, retryable, retryAfterMs, sent: error.notSent === true ? "not_sent" : "processed" };
}

/** The failure that a transport rejected with. What is not ours may have run. */
export function failureOfRejection(reason: unknown): Failure {
  return ServiceError.from(reason, { sent: "maybe_sent" });
}

/**
 * Whether a failure says something of the target's health: it cannot be reached, does not answer in time, or cuts its answers.
 * `internal` and `unknown` do not count, since a target that answers is alive and a bug of one operation must not close the way
 * to the others; neither do declared errors, which are answers like any other, nor what callers did wrong.
 */
export function isTargetFailure({ code, sent, reason }: Failure): boolean {
  if (code !== "unavailable" && code !== "deadline_exceeded" && code !== "data_loss") return false;
  return sent !== "processed" || reason === undefined;
}

/** Whether another transport may carry the call: the callee is unavailable and cannot have seen it. */
export function isUnreached(request: CallRequest, { code, sent }: Failure): boolean {
  return code === "unavailable" && sent === "not_sent" && !readsInputOnce(request);
}

/** Whether the input is a stream: what an attempt has read of it, no other attempt can read again. */
export function readsInputOnce({ operation }: CallRequest): boolean {
  return operation.streaming !== undefined && operation.streaming.input !== "none";
}

function respondsWithStream({ operation }: CallRequest): boolean {
  return operation.streaming !== undefined && operation.streaming.output !== "none";
}

/** Hears of the outcome of one attempt. */
export interface OutcomeObserver {
  /** Called once; `undefined` is success. */
  settled(failure: Failure | undefined): void;
  /** A response that is a stream has begun: the target is there, however the stream will end. */
  begun?(): void;
}

/**
 * Dispatches a call and reports its outcome exactly once. A call is under way until it settles or is canceled, since a transport need
 * not settle then; one whose response is a stream, until the stream has ended. Which transport carries it does not matter: the end of
 * a stream is what its reader, who has a deadline, sees of it.
 */
export function watchOutcome(
  dispatch: Dispatch,
  request: CallRequest,
  receiver: Receiver,
  observer: OutcomeObserver,
): void {
  const watched = new WatchedCall(request, receiver, observer);
  request.context.observe(watched);
  dispatch(request, watched);
}

class WatchedCall implements Receiver, CallObserver {
  readonly #request: CallRequest;
  readonly #receiver: Receiver;
  readonly #observer: OutcomeObserver;
  #reported = false;

  constructor(request: CallRequest, receiver: Receiver, observer: OutcomeObserver) {
    this.#request = request;
    this.#receiver = receiver;
    this.#observer = observer;
  }

  succeed(response: CallResponse): void {
    if (response.error !== undefined) this.ended(failureOfResponse(response.error));
    else if (!respondsWithStream(this.#request)) this.ended(undefined);
    else if (!this.#reported) this.#observer.begun?.();
    this.#receiver.succeed(response);
  }

  fail(reason: unknown): void {
    this.ended(failureOfRejection(reason));
    this.#receiver.fail(reason);
  }

  ended(failure: Failure | undefined): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#observer.settled(failure);
  }
}
