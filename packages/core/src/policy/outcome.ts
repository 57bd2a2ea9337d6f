/**
 * The outcome of one attempt: of a transport that failed, a callee that responded with an error, or
 * a call that was canceled.
 */

import type { CallRequest, CallResponse, WireError } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import { ClientItems } from "../call/stream.ts";
import type { CallObserver } from "../context/call-observer.ts";
import type { Code } from "../error/code.ts";
import { type SentState, ServiceError } from "../error/service-error.ts";

/** The part of a failure that policies read. */
export interface Failure {
  readonly code: Code;
  readonly sent: SentState;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** A declared error, or, without a response, the reason why a repetition is useless. */
  readonly reason?: string | undefined;
}

/** The failure in a callee's response. */
export function failureOfResponse(error: WireError): Failure {
  const { code, reason, retryable, retryAfterMs } = error;
  return { code, reason, retryable, retryAfterMs, sent: error.notSent === true ? "not_sent" : "processed" };
}

/** The failure that a transport rejected with. With a foreign error, the call may have run. */
export function failureOfRejection(reason: unknown): Failure {
  return ServiceError.from(reason, { sent: "maybe_sent" });
}

/**
 * True for a failure that indicates an unhealthy target: it cannot be reached, does not respond in
 * time, or cuts its responses. `internal` and `unknown` do not count, since a target that responds
 * is alive and a bug of one operation must not block the others; neither do declared errors, which
 * are ordinary responses, nor mistakes of callers.
 */
export function isTargetFailure({ code, sent, reason }: Failure): boolean {
  if (code !== "unavailable" && code !== "deadline_exceeded" && code !== "data_loss") return false;
  return sent !== "processed" || reason === undefined;
}

/**
 * True if another transport may carry the call: the callee is unavailable and cannot have seen it.
 */
export function isUnreached(request: CallRequest, { code, sent }: Failure): boolean {
  return code === "unavailable" && sent === "not_sent" && !isRead(request);
}

/**
 * True if the input is a stream that an attempt has begun to read: another one could not have its
 * items. A stream that an interceptor has put in place of the caller's counts as read.
 */
export function isRead({ operation, input }: CallRequest): boolean {
  if (operation.streaming === undefined || operation.streaming.input === "none") return false;
  return !(input instanceof ClientItems) || input.begun;
}

function respondsWithStream({ operation }: CallRequest): boolean {
  return operation.streaming !== undefined && operation.streaming.output !== "none";
}

/** Receives the outcome of one attempt. */
export interface OutcomeObserver {
  /** Called once; `undefined` is success. */
  settled(failure: Failure | undefined): void;
  /** Called when an output stream begins: the target is available, however the stream will end. */
  begun?(): void;
}

/**
 * Dispatches a call and reports its outcome exactly once. A call is in flight until it settles or
 * is canceled, since a transport need not settle then; one with an output stream, until the stream
 * has ended. This holds for every transport: the end of a stream is reported by its reader, who has
 * a deadline.
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
