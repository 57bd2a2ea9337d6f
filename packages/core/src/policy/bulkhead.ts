/**
 * The bulkhead: a limited number of calls to a target are in flight at once, so a slow target
 * cannot take all of a process. Further calls wait, nested ones first, else in order; those canceled
 * or out of time leave the queue at once.
 */

import type { CallRequest } from "../call/call-request.ts";
import type { Dispatch, Receiver } from "../call/dispatch.ts";
import { soon } from "../platform/real-time.ts";
import { NestedSlots } from "./nested-slots.ts";
import { watchOutcome } from "./outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "./policy-event.ts";

/** Calls of each depth of nesting that may be in flight beyond the limit; see nested-slots.ts. */
const reserve = 1;

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
  const slots = new NestedSlots<WaitingCall>(concurrency, reserve);
  const start = ({ request, receiver }: WaitingCall): void => {
    const { depth } = request.context;
    const settled = (): void => {
      slots.give(depth);
      const next = slots.next();
      if (next === undefined) return;
      next.request.context.release();
      soon(() => start(next));
    };
    watchOutcome(dispatch, request, receiver, { settled });
  };
  const wait = (call: WaitingCall): void => {
    const { context } = call.request;
    const entry = slots.add(call, context.depth);
    context.hold();
    context.onCancel((error) => {
      if (slots.remove(entry)) call.receiver.fail(error);
    });
  };
  const refuse = ({ request: { operation, context }, receiver }: WaitingCall): void => {
    const about = { operation: operation.id, callId: context.callId, target };
    emitAbout(context, { type: "rejected", by: "bulkhead", ...about }, emit);
    const text = `${operation.id} was not called: ${concurrency} calls to ${target} are in flight and ${slots.waiting} wait`;
    const options = { sent: "not_sent", reason: "bulkheadFull", retryable: true } as const;
    soon(() => receiver.fail(context.fail("resource_exhausted", text, options)));
  };
  return {
    dispatch(request, receiver) {
      if (slots.take(request.context.depth)) start({ request, receiver });
      else if (slots.waiting < queue) wait({ request, receiver });
      else refuse({ request, receiver });
    },
    get inFlight() {
      return slots.inFlight;
    },
    get waiting() {
      return slots.waiting;
    },
  };
}
