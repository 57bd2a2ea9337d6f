/** Moves messages out of a module's outbox: into the databases of receivers, or to a broker. */

import type { SigningKey } from "@seamline/core/extend";
import type { Broker, BrokerMessage, PublishFailure } from "../broker/broker.ts";
import { MessageRefusal } from "../broker/checks.ts";
import { pause } from "../broker/pause.ts";
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

/** A worker that moves messages on. */
export interface Relay {
  /** Looks at the outbox now. */
  wake(): void;
  start(): void;
  /** Ends; what waits for its next station stays in the outbox. */
  stop(): Promise<void>;
}

/** The queue of a receiver in this process. */
export interface MoveTarget {
  readonly database: Database;
  readonly receiver: string;
  /** Counts messages that are about to be added. @throws {ServiceError} while the queue is full. */
  admit(count: number): void;
  wake(): void;
}

/** Makes the relay that moves messages into the queue of a receiver in this process. */
export function createMove(from: Database, to: MoveTarget, settings: HubSettings): Relay {
  const stopping = new AbortController();
  const move = createBatches<ArrivedMessage, Outcome>(batchSize, async (batch) => {
    if (!(await waitForRoom(to, batch.length, stopping.signal, settings.onError)))
      return batch.map(() => ({ kind: "retry", counted: false, error: "the queue of the receiver is full" }));
    await retryConflicts(() =>
      to.database.transaction((session) => enqueueArrived(session, to.database.dialect, to.receiver, batch)),
    );
    to.wake();
    return batch.map(() => done);
  });
  return createRelay(from, `to:${to.receiver}`, stopping, settings, ({ key, text }) =>
    move({ id: parseEnvelope(text).id, key, text }),
  );
}

/** Makes the relay that publishes the messages of an outbox to a broker. */
export function createPublication(
  from: Database,
  to: { readonly broker: Broker; readonly name: string; readonly keys: readonly SigningKey[] },
  settings: HubSettings,
): Relay {
  const stopping = new AbortController();
  const publish = createBatches<BrokerMessage, Outcome>(batchSize, (batch) =>
    publishWhileDown(to.broker, batch, stopping.signal, settings.onError),
  );
  return createRelay(from, `to:${to.name}`, stopping, settings, ({ text }) => {
    const { id, type } = parseEnvelope(text);
    return publish({ id, type, text: signEnvelope(text, to.keys) });
  });
}

function createRelay(
  database: Database,
  receiver: string,
  stopping: AbortController,
  { leaseMs, pollMs, onError }: HubSettings,
  handle: (message: QueuedMessage) => Promise<Outcome>,
): Relay {
  const worker = new Worker({ database, receiver, concurrency: batchSize, leaseMs, pollMs, handle, onError });
  return {
    wake: () => worker.wake(),
    start: () => worker.start(),
    async stop() {
      stopping.abort();
      await worker.stop();
    },
  };
}

/** Waits while the queue of a receiver is full. @returns `false` if the relay stops before. */
async function waitForRoom(
  to: MoveTarget,
  count: number,
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): Promise<boolean> {
  for (let reported = false; !stopping.aborted; reported = true) {
    try {
      to.admit(count);
      return true;
    } catch (reason) {
      if (!reported) onError(reason);
      await pause(longestPauseMs, stopping);
    }
  }
  return false;
}

/**
 * Publishes a batch. While all of it fails the broker is down: it is tried again here, where it costs
 * the database nothing. A message that the broker refuses, or that fails alone, is tried again by itself.
 */
async function publishWhileDown(
  broker: Broker,
  batch: readonly BrokerMessage[],
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): Promise<readonly Outcome[]> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const failures = await broker.publish(batch);
    const refused = failures.filter((failure) => failure instanceof MessageRefusal);
    const isUp = failures.includes(undefined) || refused.length === failures.length;
    if (isUp || (failures.length === 1 && pauseMs > firstPauseMs)) {
      if (refused.length > 0) onError(refused[0]);
      return failures.map(toOutcome);
    }
    if (stopping.aborted) return failures.map((failure) => ({ kind: "retry", error: failure?.message ?? "stopped" }));
    if (pauseMs === firstPauseMs) onError(failures[0]);
    await pause(pauseMs, stopping);
  }
}

/** A message beyond the limits of the broker is a dead letter of the outbox: it would be refused for ever. */
function toOutcome(failure: PublishFailure): Outcome {
  if (failure === undefined) return done;
  const { message: error } = failure;
  if (failure instanceof MessageRefusal && failure.final) return { kind: "dead", error };
  return { kind: "retry", afterMs: longestPauseMs, error };
}
