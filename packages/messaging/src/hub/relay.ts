/** Moves messages out of a module's outbox: into the databases of receivers, or to a broker. */

import type { SigningKey } from "@seamline/core/extend";
import type { Broker, BrokerMessage } from "../broker/broker.ts";
import { type Database, retryConflicts } from "../database/database.ts";
import { parseEnvelope } from "../event/envelope.ts";
import { signEnvelope } from "../event/signature.ts";
import { type ArrivedMessage, enqueueArrived } from "../queue/enqueue.ts";
import type { QueuedMessage } from "../queue/message-store.ts";
import { Worker } from "../queue/worker.ts";
import type { Outcome } from "../queue/worker-options.ts";
import { createBatches } from "./batches.ts";
import type { HubSettings } from "./hub-settings.ts";

/** Messages moved with one statement or one publication. */
const batchSize = 256;
const firstPauseMs = 100;
const longestPauseMs = 5_000;
const done: Outcome = { kind: "done" };

/** Makes the worker that moves messages into the queue of a receiver in this process. */
export function createMove(
  from: Database,
  to: { readonly database: Database; readonly receiver: string; wake(): void },
  settings: HubSettings,
): Worker {
  const move = createBatches<ArrivedMessage, Outcome>(batchSize, async (batch) => {
    await retryConflicts(() =>
      to.database.transaction((session) => enqueueArrived(session, to.database.dialect, to.receiver, batch)),
    );
    to.wake();
    return batch.map(() => done);
  });
  return new Worker({
    database: from,
    receiver: `to:${to.receiver}`,
    concurrency: batchSize,
    leaseMs: settings.leaseMs,
    pollMs: settings.pollMs,
    handle: (message) => move({ id: parseEnvelope(message.text).id, key: message.key, text: message.text }),
    onError: settings.onError,
  });
}

/** Makes the worker that publishes the messages of an outbox to a broker. */
export function createPublication(
  from: Database,
  to: { readonly broker: Broker; readonly name: string; readonly keys: readonly SigningKey[] },
  settings: HubSettings,
): { readonly worker: Worker; stop(): Promise<void> } {
  const stopping = new AbortController();
  const publish = createBatches<BrokerMessage, Outcome>(batchSize, (batch) =>
    publishWhileDown(to.broker, batch, stopping.signal, settings.onError),
  );
  const worker = new Worker({
    database: from,
    receiver: `to:${to.name}`,
    concurrency: batchSize,
    leaseMs: settings.leaseMs,
    pollMs: settings.pollMs,
    handle: (message: QueuedMessage) => {
      const { type } = parseEnvelope(message.text);
      return publish({ id: message.transferId, type, text: signEnvelope(message.text, to.keys) });
    },
    onError: settings.onError,
  });
  return {
    worker,
    async stop() {
      stopping.abort();
      await worker.stop();
    },
  };
}

/**
 * Publishes a batch. While all of it fails the broker is down: it is tried again here, where it costs
 * the database nothing. A message that fails alone is tried again by itself, behind a growing pause.
 */
async function publishWhileDown(
  broker: Broker,
  batch: readonly BrokerMessage[],
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): Promise<readonly Outcome[]> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const failures = await broker.publish(batch);
    if (failures.some((failure) => failure === undefined) || (failures.length === 1 && pauseMs > firstPauseMs)) {
      return failures.map((failure) =>
        failure === undefined ? done : { kind: "retry", afterMs: longestPauseMs, error: failure.message },
      );
    }
    if (stopping.aborted) return failures.map((failure) => ({ kind: "retry", error: failure?.message ?? "stopped" }));
    if (pauseMs === firstPauseMs) onError(failures[0]);
    await pause(pauseMs, stopping);
  }
}

function pause(ms: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopping.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopping.addEventListener("abort", end);
  });
}
