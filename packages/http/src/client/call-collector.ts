/**
 * Collects the calls that are made in one turn of the event loop. At the end of the turn, those of
 * one service and caller share a request; a single call is sent alone, no later than without a
 * collector.
 */

import { soon } from "@seamline/core/internal";
import type { PendingCall } from "./pending-call.ts";

/** Receives collected calls. */
export interface CollectorEvents {
  sendAlone(call: PendingCall): void;
  /** Sends two calls or more, by their ids, in one request. */
  sendTogether(calls: Map<string, PendingCall>): void;
  /** Returns `true` if no batch is under way to the callee. */
  isIdle(): boolean;
}

export interface CallCollector {
  add(call: PendingCall): void;
  /** Sends the collected calls now instead of at the end of the turn. */
  flush(): void;
}

/**
 * The number of calls from which a batch to an idle callee is split in two: one side works on the
 * first half while the other works on the second.
 */
const minHalved = 32;

/** The largest call that shares a request, in characters: other calls would wait for its bytes. */
const maxSharedChars = 64 * 1024;

/** The largest batch, in characters. */
const maxBatchChars = 256 * 1024;

/** Calls of one service, contract, caller and depth: a batch has one signature and one contract. */
interface Group {
  readonly first: PendingCall;
  calls: PendingCall[];
}

/**
 * Creates a collector that groups the calls of one turn of the event loop.
 * @param maxCalls calls in one batch at most.
 */
export function createCallCollector(maxCalls: number, events: CollectorEvents): CallCollector {
  let groups: Group[] = [];
  let scheduled = false;
  const flush = (): void => {
    scheduled = false;
    const collected = groups;
    groups = [];
    for (const { calls } of collected) send(calls, events);
  };
  // After the pending microtasks: calls pass interceptors and policies before they arrive here.
  const atEndOfTurn = (): unknown => process.nextTick(flush);
  return {
    add(call) {
      let group = groups.find(({ first }) => belongTogether(first, call));
      if (group === undefined) {
        group = { first: call, calls: [] };
        groups.push(group);
      }
      group.calls.push(call);
      if (group.calls.length >= maxCalls) {
        const { calls } = group;
        group.calls = [];
        send(calls, events);
      } else if (!scheduled) {
        scheduled = true;
        soon(atEndOfTurn);
      }
    },
    flush,
  };
}

function belongTogether({ request: one }: PendingCall, { request: other }: PendingCall): boolean {
  return (
    one.operation.contractHash === other.operation.contractHash &&
    one.operation.service === other.operation.service &&
    one.context.caller === other.context.caller &&
    one.context.depth === other.context.depth // a nested call must not wait with the calls around it
  );
}

function send(calls: readonly PendingCall[], events: CollectorEvents): void {
  const waiting = calls.filter(({ settled }) => !settled);
  const [only] = waiting;
  if (waiting.length === 1 && only !== undefined) {
    events.sendAlone(only);
    return;
  }
  const limit = waiting.length >= minHalved && events.isIdle() ? Math.ceil(waiting.length / 2) : waiting.length;
  let batch = new Map<string, PendingCall>();
  let last: PendingCall | undefined;
  let chars = 0;
  for (const call of waiting) {
    const own = call.prepare(last);
    last = call;
    if (own > maxSharedChars || batch.has(call.context.callId)) {
      events.sendAlone(call);
      continue;
    }
    if (chars + own > maxBatchChars || batch.size === limit) {
      sendBatch(batch, events);
      batch = new Map();
      chars = 0;
    }
    batch.set(call.context.callId, call);
    chars += own;
  }
  sendBatch(batch, events);
}

function sendBatch(batch: Map<string, PendingCall>, events: CollectorEvents): void {
  const [only] = batch.values();
  if (only === undefined) return;
  if (batch.size === 1) events.sendAlone(only);
  else events.sendTogether(batch);
}
