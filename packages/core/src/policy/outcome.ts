/** How one attempt ended, seen alike whether its transport rejected, its callee answered with an error, or nobody waited. */

import type { CallRequest, CallResponse, Transport, WireError } from "../call/call-request.ts";
import type { Code } from "../error/code.ts";
import { type Sent, ServiceError } from "../error/service-error.ts";

/** Carries a call one step further: a transport's `call`, with or without policies in front. */
export type Call = Transport["call"];

/** What policies look at in a failure. */
export interface Failure {
  readonly code: Code;
  readonly sent: Sent;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  /** A declared error, or, where nothing answered, why a repetition is no use. */
  readonly reason?: string | undefined;
}

/** The failure in a callee's answer. */
export function failureOfAnswer(error: WireError): Failure {
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

function answersWithStream({ operation }: CallRequest): boolean {
  return operation.streaming !== undefined && operation.streaming.output !== "none";
}

/**
 * Makes one call and reports its outcome exactly once. `undefined` is success. A call is under way until it settles or is canceled,
 * since a transport need not settle then; one whose answer is a stream, until the stream has ended. Which transport carries it does
 * not matter: the end of a stream is what its reader, who has a deadline, sees of it.
 * @param onBegun told when an answer that is a stream has begun: the target is there, however the stream will end.
 */
export async function watchOutcome(
  call: Call,
  request: CallRequest,
  onOutcome: (failure: Failure | undefined) => void,
  onBegun?: () => void,
): Promise<CallResponse> {
  let reported = false;
  const report = (failure: Failure | undefined): void => {
    if (reported) return;
    reported = true;
    onOutcome(failure);
  };
  request.context.observe({ ended: report });
  try {
    const response = await call(request);
    if (response.error !== undefined) report(failureOfAnswer(response.error));
    else if (!answersWithStream(request)) report(undefined);
    else if (!reported) onBegun?.();
    return response;
  } catch (reason) {
    report(failureOfRejection(reason));
    throw reason;
  }
}
