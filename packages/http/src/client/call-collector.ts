/**
 * Collects the calls that are made in one turn of the event loop. When the turn is over, those of
 * one service and caller go together; whoever is alone goes alone, no later than without a
 * collector in the same turn.
 */

import type { PendingCall } from "./pending-call.ts";

/** Where collected calls go. */
export interface CollectorEvents {
  sendAlone(call: PendingCall): void;
  /** Two calls or more, by their ids. */
  sendTogether(calls: Map<string, PendingCall>): void;
  /** Whether the callee has no batch of ours to work on. */
  isIdle(): boolean;
}

/** Collects calls. */
export interface CallCollector {
  add(call: PendingCall): void;
  /** Sends what has been collected without waiting for the end of the turn. */
  flush(): void;
}

/**
 * Calls that go in two halves to an idle callee: one side works on the first while the other works
 * on the second.
 */
const minHalved = 32;

/** Characters of a call beyond which it travels alone: others would wait for its bytes. */
const maxSharedChars = 64 * 1024;

/** Characters of a batch. */
const maxBatchChars = 256 * 1024;

/** What all calls of one batch have in common: it has one signature, and one contract. */
interface Group {
  readonly first: PendingCall;
  calls: PendingCall[];
}

/**
 * Makes a collector that groups the calls of one turn of the event loop.
 * @param most calls in one batch.
 */
export function createCallCollector(most: number, events: CollectorEvents): CallCollector {
  let groups: Group[] = [];
  let scheduled = false;
  const flush = (): void => {
    scheduled = false;
    const collected = groups;
    groups = [];
    for (const { calls } of collected) send(calls, events);
  };
  // After the microtasks that are due: calls pass interceptors and policies on their way here.
  const atEndOfTurn = (): unknown => process.nextTick(flush);
  return {
    add(call) {
      let group = groups.find(({ first }) => belongTogether(first, call));
      if (group === undefined) {
        group = { first: call, calls: [] };
        groups.push(group);
      }
      group.calls.push(call);
      if (group.calls.length >= most) {
        const { calls } = group;
        group.calls = [];
        send(calls, events);
      } else if (!scheduled) {
        scheduled = true;
        queueMicrotask(atEndOfTurn);
      }
    },
    flush,
  };
}

function belongTogether({ request: one }: PendingCall, { request: other }: PendingCall): boolean {
  return (
    one.operation.contractHash === other.operation.contractHash &&
    one.operation.service === other.operation.service &&
    one.context.caller === other.context.caller
  );
}

function send(calls: readonly PendingCall[], events: CollectorEvents): void {
  const waiting = calls.filter(({ settled }) => !settled);
  const [only] = waiting;
  if (waiting.length === 1 && only !== undefined) {
    events.sendAlone(only);
    return;
  }
  const most = waiting.length >= minHalved && events.isIdle() ? Math.ceil(waiting.length / 2) : waiting.length;
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
    if (chars + own > maxBatchChars || batch.size === most) {
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
