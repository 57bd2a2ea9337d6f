/**
 * The circuit breaker: once calls to a target have failed several times in a row, further calls are
 * refused at once for a while instead of waiting for a target that does not respond. Then one call
 * at a time probes the target.
 */

import type { CallRequest } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import { soon } from "../platform/real-time.ts";
import type { Clock } from "./clock.ts";
import { type Failure, isTargetFailure, type OutcomeObserver, watchOutcome } from "./outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "./policy-event.ts";

/** Thresholds of a breaker. */
export interface CircuitBreakerOptions {
  /** Failures in a row after which it opens. */
  readonly failures: number;
  readonly target: string;
  readonly clock: Clock;
  readonly emit: EmitPolicyEvent;
}

/**
 * A breaker in front of a call.
 * @see https://martinfowler.com/bliki/CircuitBreaker.html
 */
export interface CircuitBreaker {
  readonly dispatch: Dispatch;
  /** `half-open`: the next call probes, or one does already. */
  readonly state: "closed" | "open" | "half-open";
}

/** Milliseconds that it stays open the first time, and at most; each failed probe doubles them. */
const firstOpenMs = 1_000;
const maxOpenMs = 30_000;

/**
 * Puts a breaker in front of a call. While it is open, calls fail with `unavailable`, not sent,
 * reason `breakerOpen`.
 */
export function createCircuitBreaker(dispatch: Dispatch, options: CircuitBreakerOptions): CircuitBreaker {
  const { failures, target, clock, emit } = options;
  let failed = 0;
  let openUntil: number | undefined;
  let openMs = 0;
  let probing = false;

  const open = (): void => {
    openMs = Math.min(maxOpenMs, openMs === 0 ? firstOpenMs : openMs * 2);
    openUntil = clock.now() + openMs;
    emit({ type: "breakerOpened", target, forMs: openMs });
  };
  const countOutcome = (failure: Failure | undefined): void => {
    // Calls from before the breaker opened are no new information.
    if (openUntil !== undefined || failure?.code === "canceled") return;
    failed = failure !== undefined && isTargetFailure(failure) ? failed + 1 : 0;
    if (failed >= failures) open();
  };
  const judgeProbe = (failure: Failure | undefined): void => {
    probing = false;
    if (failure?.code === "canceled") return;
    if (failure !== undefined && isTargetFailure(failure)) {
      open();
      return;
    }
    failed = 0;
    openMs = 0;
    openUntil = undefined;
    emit({ type: "breakerClosed", target });
  };
  const counted: OutcomeObserver = { settled: countOutcome };
  const refuse = ({ operation, context }: CallRequest, until: number, receiver: Receiver): void => {
    const about = { operation: operation.id, callId: context.callId, target };
    emitAbout(context, { type: "rejected", by: "breaker", ...about }, emit);
    const wait = Math.max(0, Math.ceil(until - clock.now()));
    const text = `${operation.id} was not called: ${target} failed ${failures} times in a row; it is tried again in ${wait} ms`;
    const options = { sent: "not_sent", reason: "breakerOpen", retryable: true } as const;
    soon(() => receiver.fail(context.fail("unavailable", text, options)));
  };
  const probe = (request: CallRequest, receiver: Receiver): void => {
    probing = true;
    let settled = judgeProbe;
    watchOutcome(dispatch, request, receiver, {
      settled: (failure) => settled(failure),
      begun() {
        // A stream that has begun settles the probe; its end counts as for any other call.
        settled = countOutcome;
        judgeProbe(undefined);
      },
    });
  };

  return {
    dispatch(request, receiver) {
      if (openUntil === undefined) watchOutcome(dispatch, request, receiver, counted);
      else if (probing || clock.now() < openUntil) refuse(request, openUntil, receiver);
      else probe(request, receiver);
    },
    get state() {
      if (openUntil === undefined) return "closed";
      return probing || clock.now() >= openUntil ? "half-open" : "open";
    },
  };
}
