/**
 * The bulkhead: a limited number of calls to a target are in flight at once, so a slow target
 * cannot take all of a process. Further calls wait in order; those canceled or out of time leave
 * the queue at once.
 */

import type { CallRequest } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import { LinkedList } from "../platform/linked-list.ts";
import { type OutcomeObserver, watchOutcome } from "./outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "./policy-event.ts";

/** Limits of a bulkhead. */
export interface BulkheadOptions {
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** Calls that may wait. */
  readonly queue: number;
  readonly target: string;
  readonly emit: EmitPolicyEvent;
}

/** A bulkhead in front of a call. */
export interface Bulkhead {
  readonly dispatch: Dispatch;
  readonly inFlight: number;
  readonly waiting: number;
}

/** A call that waits for a slot. */
interface WaitingCall {
  readonly request: CallRequest;
  readonly receiver: Receiver;
}

/**
 * Puts a bulkhead in front of a call. If the queue is full, calls fail with `resource_exhausted`,
 * not sent, reason `bulkheadFull`.
 */
export function createBulkhead(dispatch: Dispatch, { concurrency, queue, target, emit }: BulkheadOptions): Bulkhead {
  const waiting = new LinkedList<WaitingCall>();
  let inFlight = 0;
  const start = ({ request, receiver }: WaitingCall): void => watchOutcome(dispatch, request, receiver, slot);
  const slot: OutcomeObserver = {
    settled() {
      const next = waiting.first;
      if (next === undefined) inFlight -= 1;
      else {
        // The slot passes to the next call without ever being free for a later one.
        waiting.remove(next);
        queueMicrotask(() => start(next.item));
      }
    },
  };
  const wait = (call: WaitingCall): void => {
    const entry = waiting.add(call);
    call.request.context.onCancel((error) => {
      if (waiting.remove(entry)) call.receiver.fail(error);
    });
  };
  const refuse = ({ request: { operation, context }, receiver }: WaitingCall): void => {
    const about = { operation: operation.id, callId: context.callId, target };
    emitAbout(context, { type: "rejected", by: "bulkhead", ...about }, emit);
    const text = `${operation.id} was not called: ${concurrency} calls to ${target} are in flight and ${waiting.size} wait`;
    const options = { sent: "not_sent", reason: "bulkheadFull", retryable: true } as const;
    queueMicrotask(() => receiver.fail(context.fail("resource_exhausted", text, options)));
  };
  return {
    dispatch(request, receiver) {
      if (inFlight < concurrency) {
        inFlight += 1;
        start({ request, receiver });
      } else if (waiting.size < queue) wait({ request, receiver });
      else refuse({ request, receiver });
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
