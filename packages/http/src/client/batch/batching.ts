/**
 * Calls that share requests: collected in a turn, sent together, or one by one to whoever knows no
 * batches.
 */

import type { CallRequest } from "@seamline/core";
import type { Receiver } from "@seamline/core/extend";
import { maxBatchCalls } from "../../binding/batch/batch-text.ts";
import type { EncodedInput } from "../../binding/http-binding.ts";
import type { Connection } from "../../node/undici-connection.ts";
import { createCallCollector } from "../call-collector.ts";
import { type ConnectionSlots, maxWaiting } from "../connection-slots.ts";
import type { Exchange } from "../exchange.ts";
import { PendingCall } from "../pending-call.ts";
import { BatchExchange } from "./batch-exchange.ts";

/**
 * Milliseconds for which a target that knows no batches is sent none: instances are replaced by
 * newer ones.
 */
const distrustMs = 60_000;

/** What batching needs of its transport. */
export interface BatchingParts {
  /** Calls in one batch at most. */
  readonly most: number;
  readonly secure: boolean;
  readonly slots: ConnectionSlots<Exchange | BatchExchange, Connection>;
  sendAlone(request: CallRequest, encoded: EncodedInput, receiver: Receiver): void;
  /** Tells the callee, on the connection of their batch, that calls are given up. */
  giveUp(connection: Connection, callIds: readonly string[]): void;
}

/** Calls that may share requests. */
export interface Batching {
  /** Whether a call may share a request now. */
  takes(request: CallRequest): boolean;
  add(request: CallRequest, encoded: EncodedInput, receiver: Receiver): void;
  /** Sends what has been collected. */
  flush(): void;
}

/** Makes the batching of one transport. */
export function createBatching({ most, secure, slots, sendAlone, giveUp }: BatchingParts): Batching {
  let distrustedUntil = 0;
  let underWay = 0;
  const alone = (call: PendingCall): void => sendAlone(call.request, call.encoded, call);
  const collector = createCallCollector(most, {
    sendAlone: alone,
    sendTogether(calls) {
      const exchange = new BatchExchange(calls, {
        secure,
        onRefused(refused) {
          distrustedUntil = performance.now() + distrustMs;
          for (const call of refused) alone(call);
        },
        onLeave(one) {
          underWay -= 1;
          slots.leave(one);
        },
        onGiveUp: giveUp,
        onFree(connection) {
          underWay -= 1;
          slots.free(connection);
        },
      });
      underWay += 1;
      if (slots.enter(exchange)) return;
      underWay -= 1;
      exchange.turnAway(`found ${maxWaiting} calls waiting for a connection already`);
    },
    isIdle: () => underWay === 0,
  });
  return {
    // A stream needs the whole answer, and often the whole request, for itself.
    takes: ({ operation }) => operation.streaming === undefined && performance.now() >= distrustedUntil,
    add(request, encoded, receiver) {
      collector.add(new PendingCall(request, encoded, receiver));
    },
    flush: collector.flush,
  };
}

/**
 * Refuses a number of calls that no batch can have.
 * @throws {TypeError} with the bounds.
 */
export function assertBatch(batch: number | undefined): void {
  if (batch === undefined || isBatch(batch)) return;
  throw new TypeError(`batch: expected 2 to ${maxBatchCalls}, found ${batch}`);
}

/** Whether a number can be the most calls of a batch. */
export function isBatch(batch: number): boolean {
  return Number.isInteger(batch) && batch >= 2 && batch <= maxBatchCalls;
}
