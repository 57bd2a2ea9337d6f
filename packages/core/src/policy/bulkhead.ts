/**
 * The bulkhead: at most so many calls to a target are under way at once, so a slow one cannot take all of a process. Some more
 * wait in order; whoever is canceled or runs out of time leaves the queue at once.
 */

import type { CallRequest } from "../call/call-request.ts";
import { LinkedList } from "../platform/linked-list.ts";
import { type Call, watchOutcome } from "./outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "./policy-event.ts";

/** How a bulkhead works. */
export interface BulkheadOptions {
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls that may wait. */
  readonly queue: number;
  readonly target: string;
  readonly emit: EmitPolicyEvent;
}

/** A call with a bulkhead in front. */
export interface Bulkhead {
  readonly call: Call;
  readonly inFlight: number;
  readonly waiting: number;
}

/** Puts a bulkhead in front of a call. When the queue is full, calls fail with `resource_exhausted`, not sent, reason `bulkheadFull`. */
export function createBulkhead(call: Call, { concurrency, queue, target, emit }: BulkheadOptions): Bulkhead {
  const waiting = new LinkedList<() => void>();
  let inFlight = 0;
  const free = (): void => {
    const next = waiting.first;
    if (next === undefined) inFlight -= 1;
    else {
      // The place passes to the next one without ever being free for a call that came later.
      waiting.remove(next);
      next.item();
    }
  };
  const waitForPlace = ({ context }: CallRequest): Promise<void> =>
    new Promise((resolve, reject) => {
      const place = waiting.add(resolve);
      context.onCancel((error) => {
        if (waiting.remove(place)) reject(error);
      });
    });
  return {
    async call(request) {
      const { operation, context } = request;
      if (inFlight < concurrency) inFlight += 1;
      else if (waiting.size < queue) await waitForPlace(request);
      else {
        const about = { operation: operation.id, callId: context.callId, target };
        emitAbout(context, { type: "rejected", by: "bulkhead", ...about }, emit);
        const text = `${operation.id} was not called: ${concurrency} calls to ${target} are under way and ${waiting.size} wait`;
        throw context.fail("resource_exhausted", text, { sent: "not_sent", reason: "bulkheadFull", retryable: true });
      }
      return watchOutcome(call, request, free);
    },
    get inFlight() {
      return inFlight;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
