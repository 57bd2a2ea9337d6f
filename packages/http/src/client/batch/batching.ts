/**
 * Calls that share requests: collected in a turn and sent together, or one by one to callees that
 * do not support batches.
 */

import type { CallRequest } from "@seamline/core";
import type { Receiver } from "@seamline/core/extend";
import { now } from "@seamline/core/internal";
import { maxBatchCalls } from "../../binding/batch/batch-text.ts";
import type { EncodedInput } from "../../binding/http-binding.ts";
import type { Connection } from "../../node/undici-connection.ts";
import { createCallCollector } from "../call-collector.ts";
import { type ConnectionSlots, maxWaiting } from "../connection-slots.ts";
import type { Exchange } from "../exchange.ts";
import { PendingCall } from "../pending-call.ts";
import { BatchExchange } from "./batch-exchange.ts";

/**
 * Milliseconds in which a target that does not support batches gets none; then one is tried again,
 * as newer instances may have replaced it.
 */
const suspensionMs = 60_000;

/** The parts of a transport that batching uses. */
export interface BatchingParts {
  /** Calls in one batch at most. */
  readonly maxCalls: number;
  readonly secure: boolean;
  /** The id of the key that signs; `undefined` without keys. */
  readonly keyId: string | undefined;
  readonly slots: ConnectionSlots<Exchange | BatchExchange, Connection>;
  sendAlone(request: CallRequest, encoded: EncodedInput, receiver: Receiver): void;
  /** Sends cancellations to the callee, on the connection of the batch. */
  giveUp(connection: Connection, callIds: readonly string[]): void;
}

/** Calls that may share requests. */
export interface Batching {
  /** Tests whether a call may share a request now. */
  accepts(request: CallRequest): boolean;
  add(request: CallRequest, encoded: EncodedInput, receiver: Receiver): void;
  /** Sends the collected calls. */
  flush(): void;
}

/** Creates the batching of one transport. */
export function createBatching({ maxCalls, secure, keyId, slots, sendAlone, giveUp }: BatchingParts): Batching {
  let suspendedUntil = 0;
  let underWay = 0;
  const alone = (call: PendingCall): void => sendAlone(call.request, call.encoded, call);
  const collector = createCallCollector(maxCalls, {
    sendAlone: alone,
    sendTogether(calls) {
      const exchange = new BatchExchange(calls, {
        secure,
        keyId,
        onRefused(refused) {
          suspendedUntil = now() + suspensionMs;
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
      exchange.rejectAll(`found ${maxWaiting} calls waiting for a connection already`);
    },
    isIdle: () => underWay === 0,
  });
  return {
    // A stream occupies the whole response, and often the whole request.
    accepts: ({ operation }) => operation.streaming === undefined && now() >= suspendedUntil,
    add(request, encoded, receiver) {
      collector.add(new PendingCall(request, encoded, receiver));
    },
    flush: collector.flush,
  };
}

/**
 * Refuses a number of calls per batch outside the bounds.
 * @throws {TypeError} with the bounds.
 */
export function assertBatch(batch: number | undefined): void {
  if (batch === undefined || isBatch(batch)) return;
  throw new TypeError(`batch: expected 2 to ${maxBatchCalls}, found ${batch}`);
}

/** Tests whether a number of calls is within the bounds of a batch. */
export function isBatch(batch: number): boolean {
  return Number.isInteger(batch) && batch >= 2 && batch <= maxBatchCalls;
}
