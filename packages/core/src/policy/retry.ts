/**
 * Retries: a failed call is tried again where that is safe and may help. Safety depends on the
 * progress of the call and on its operation, never on the code alone:
 *
 *     not_sent    the callee cannot have seen it          any operation
 *     maybe_sent  it may have run                         idempotent operations and keyed calls
 *     processed   the callee responded with the error     only if the error is `retryable`
 *
 * A keyed call has an idempotency key. Callers see one call: one deadline, one id, one outcome.
 */

import type { CallRequest, CallResponse } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Clock } from "./clock.ts";
import { type Failure, failureOfRejection, failureOfResponse, isRead } from "./outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "./policy-event.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** The limits of retries to a target, and the parts that they share. */
export interface RetryOptions {
  /** The limit of further attempts. */
  readonly retries: number;
  readonly target: string;
  /** Shared by all calls to the target. */
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly emit: EmitPolicyEvent;
}

/**
 * Upper bounds of the first backoff and of all, in milliseconds; each backoff is drawn evenly from
 * 0 to its bound, which doubles: full jitter.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
const firstBackoffMs = 50;
const maxBackoffMs = 2_000;

/** Puts retries in front of a call. A call that succeeds at once costs one object more. */
export function createRetry(dispatch: Dispatch, options: RetryOptions): Dispatch {
  const retrying = { ...options, dispatch };
  return (request, receiver) => {
    retrying.budget.addCall();
    dispatch(request, new Attempt(1, retrying, request, receiver));
  };
}

interface Retrying extends RetryOptions {
  readonly dispatch: Dispatch;
}

/** One attempt at a call. */
class Attempt implements Receiver {
  readonly #number: number;
  readonly #retrying: Retrying;
  readonly #request: CallRequest;
  readonly #receiver: Receiver;

  constructor(number: number, retrying: Retrying, request: CallRequest, receiver: Receiver) {
    this.#number = number;
    this.#retrying = retrying;
    this.#request = request;
    this.#receiver = receiver;
  }

  succeed(response: CallResponse): void {
    if (response.error === undefined || !this.#tryAgain(failureOfResponse(response.error))) {
      this.#receiver.succeed(response);
    }
  }

  fail(reason: unknown): void {
    if (!this.#tryAgain(failureOfRejection(reason))) this.#receiver.fail(reason);
  }

  /** Starts another attempt if one is allowed; `true` if so, and its outcome is then the call's. */
  #tryAgain(failure: Failure): boolean {
    const request = this.#request;
    const retrying = this.#retrying;
    const delayMs = planRetry(request, failure, this.#number, retrying);
    if (delayMs === undefined) return false;
    if (failure.sent !== "not_sent") request.context.markSent();
    const next = new Attempt(this.#number + 1, retrying, request, this.#receiver);
    if (delayMs > 0) pause(delayMs, request.context, retrying.clock, next, () => retrying.dispatch(request, next));
    else retrying.dispatch(request, next);
    return true;
  }
}

/** True if the same call may, and should, be made once more. */
export function isWorthRetrying(request: CallRequest, failure: Failure): boolean {
  const { operation, context } = request;
  const { code, sent, retryable, reason } = failure;
  if (isRead(request)) return false;
  if (code === "canceled" || code === "deadline_exceeded") return false;
  if (sent === "processed") return retryable === true;
  if (retryable === true) return sent === "not_sent" || isRepeatable(operation.idempotent, context);
  // A transport that names a reason expects the next attempt to fail the same way (an untrusted
  // certificate).
  if (reason !== undefined) return false;
  if (sent === "not_sent") return code === "unavailable" || code === "resource_exhausted";
  return code === "unavailable" && isRepeatable(operation.idempotent, context);
}

function isRepeatable(idempotent: boolean, context: CallContext): boolean {
  return idempotent || context.idempotencyKey !== undefined;
}

/** Milliseconds to wait before the next attempt; `undefined` if there is none. */
function planRetry(
  request: CallRequest,
  failure: Failure,
  attempt: number,
  { retries, target, budget, clock, emit }: RetryOptions,
): number | undefined {
  const { context, operation } = request;
  if (attempt > retries || context.ended || !isWorthRetrying(request, failure)) return undefined;
  const jitter = clock.random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
  const delayMs = Math.max(jitter, failure.retryAfterMs ?? 0);
  // Waiting for an attempt that could not be made in time would only hide the error.
  if (delayMs >= context.remainingMs) return undefined;
  const about = { operation: operation.id, callId: context.callId, target, code: failure.code };
  if (!budget.take()) {
    emitAbout(context, { type: "retryDenied", ...about }, emit);
    return undefined;
  }
  emitAbout(context, { type: "retry", ...about, attempt: attempt + 1, delayMs }, emit);
  return delayMs;
}

function pause(ms: number, context: CallContext, clock: Clock, receiver: Receiver, run: () => void): void {
  let waiting = true;
  context.hold();
  const takeBack = clock.after(ms, () => {
    waiting = false;
    context.release();
    run();
  });
  context.onCancel((error) => {
    if (!waiting) return;
    takeBack();
    receiver.fail(error);
  });
}
