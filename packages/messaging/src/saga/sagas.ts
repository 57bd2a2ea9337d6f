/** The sagas of a service: they are started and signalled in transactions of its own, and run by workers. */

import { runDetached } from "@seamline/core";
import { startTimer, stopTimer, type Timer } from "@seamline/core/internal";
import { fieldsOf } from "@seamline/core/settings";
import type { SqlSession } from "../database/database.ts";
import { maxMessageBytes, parseEnvelope } from "../event/envelope.ts";
import type { QueuedMessage } from "../queue/message-store.ts";
import { Worker } from "../queue/worker.ts";
import type { Attempt, Outcome } from "../queue/worker-options.ts";
import { advance, UnknownSaga } from "./advance.ts";
import type { Saga } from "./define-saga.ts";
import { createDueLoop, type DueLoop } from "./due-loop.ts";
import type { Engine } from "./engine.ts";
import { findForeign } from "./json-value.ts";
import { createOperations, type SagaOperations } from "./operations.ts";
import { SagaError } from "./saga-error.ts";
import { endedStatuses } from "./saga-record.ts";
import { Overtaken, receiverOf, SagaStore } from "./saga-store.ts";
import { assertSagasOptions, type SagasOptions } from "./sagas-options.ts";

/** Settings of one start. */
export interface StartOptions {
  /**
   * A key of your own, 1 to 255 characters: one saga of a name has it, until it is forgotten.
   * Default: none.
   */
  readonly key?: string | undefined;
}

/** The sagas of one service. */
export interface Sagas<Transaction> extends SagaOperations {
  /**
   * Starts a saga in your own transaction: it begins once that has committed.
   * @param input JSON.
   * @returns the id of the saga; of the one that has the key, if it was started before.
   * @throws {SagaError} for input that is not JSON or too large, and for a saga that is not among the
   * definitions.
   */
  start<Input>(
    transaction: Transaction,
    saga: Saga<Input, Transaction>,
    input: NoInfer<Input>,
    options?: StartOptions,
  ): Promise<string>;
  /**
   * Finds the saga that was started with a key, within your own transaction.
   * @returns its id; `undefined` if there is none, or it has been forgotten.
   * @throws {SagaError} for a saga that is not among the definitions.
   */
  find(transaction: Transaction, saga: Saga<never, Transaction>, key: string): Promise<string | undefined>;
  /**
   * Gives a saga the signal that it waits for, or will wait for, in your own transaction.
   * @returns `false` if it has a signal of this name, or has ended, and this one is dropped.
   * @throws {SagaError} for an unknown saga, a name that it does not wait for, and a payload that its
   * wait does not take.
   */
  signal(transaction: Transaction, id: string, name: string, payload?: unknown): Promise<boolean>;
  /** Begins to run sagas in this process, until `stop`. Every process of the service can do so. */
  work(): void;
  /** Finishes the steps at work, and stops. */
  stop(): Promise<void>;
}

const wakeAfterMs = 15;
/** The delays for a saga that this process cannot run: doubled each time. */
const firstUnknownMs = 1_000;
const longestUnknownMs = 60_000;

/**
 * Creates the sagas of a service.
 * @throws {TypeError} for wrong settings.
 * @throws {SagaError} for two sagas of one name.
 */
export function createSagas<Transaction>(options: SagasOptions<Transaction>): Sagas<Transaction> {
  const settings = assertSagasOptions(options);
  const { database, service, onError, pollMs } = settings;
  const store = new SagaStore(database, service);
  const sagas = new Map(settings.sagas.map((saga) => [saga.name, saga]));
  const { alarmAfterFailures, alarmAfterMs } = settings;
  const onAlarm: Engine["onAlarm"] = (alarm) => {
    try {
      settings.onAlarm(alarm);
    } catch (reason) {
      onError(reason);
    }
  };
  const engine: Engine = { store, sagas, alarmAfterFailures, alarmAfterMs, onAlarm };
  const worker = new Worker({
    database: database,
    receiver: receiverOf(service),
    handle: (message, attempt) => handle(engine, message, attempt, onError),
    concurrency: settings.concurrency,
    leaseMs: settings.leaseMs,
    pollMs,
    onError,
  });
  let due: DueLoop | undefined;
  const wake = (): void => worker.wake();
  let soon: Timer | undefined;
  /** Looks once the transaction at work has probably committed; the next look comes anyway. */
  const wakeSoon = (): void => {
    if (due === undefined) return;
    soon ??= startTimer(() => {
      soon = undefined;
      wake();
    }, wakeAfterMs);
  };
  return {
    async start(transaction, saga, input, { key } = {}) {
      const definition = sagas.get(saga.name);
      if (definition === undefined || definition !== saga) throw unknown(saga.name, sagas);
      checkKey(key);
      wakeSoon();
      return store.add(database.join(transaction), {
        saga: definition,
        input: printJson("input", input),
        key: key ?? null,
      });
    },
    async find(transaction, saga, key) {
      if (sagas.get(saga.name) !== saga) throw unknown(saga.name, sagas);
      return store.find(database.join(transaction), saga.name, key);
    },
    signal(transaction, id, name, payload) {
      wakeSoon();
      return signal(engine, database.join(transaction), id, name, payload);
    },
    work() {
      if (due !== undefined) return;
      runDetached(() => {
        worker.start();
        due = createDueLoop(store, { pollMs, keptMs: settings.keepEndedMs, wake, onError });
      });
    },
    async stop() {
      stopTimer(soon);
      await Promise.all([due?.stop(), worker.stop()]);
    },
    ...createOperations(store, wake),
  };
}

async function handle(
  engine: Engine,
  { text }: QueuedMessage,
  { number, crashes }: Attempt,
  onError: (error: unknown) => void,
): Promise<Outcome> {
  let id: unknown;
  try {
    id = fieldsOf(parseEnvelope(text).data).saga;
    if (typeof id !== "string") throw new Error("expected the id of a saga in data.saga, found none");
  } catch (reason) {
    return { kind: "dead", error: String(reason) };
  }
  try {
    await advance(engine, id, crashes);
    return { kind: "done" };
  } catch (reason) {
    // The other worker may end before the saga has its next message: this one stays until then.
    if (reason instanceof Overtaken) return { kind: "retry", afterMs: 100, counted: false };
    if (!(reason instanceof UnknownSaga)) throw reason;
    onError(reason);
    return {
      kind: "retry",
      afterMs: Math.min(firstUnknownMs * 2 ** (number - 1), longestUnknownMs),
      error: String(reason),
    };
  }
}

async function signal(
  { store, sagas }: Engine,
  session: SqlSession,
  id: string,
  name: string,
  payload: unknown,
): Promise<boolean> {
  const record = await store.load(id, session);
  if (record === undefined)
    throw new SagaError(`expected the id of a saga of ${store.service}, found ${JSON.stringify(id)}`);
  const waits = record.steps.flatMap((step) => (step.startsWith("waitFor ") ? [step.slice("waitFor ".length)] : []));
  if (!waits.includes(name)) {
    const names = waits.length === 0 ? "waits for no signal" : `waits for ${waits.join(", ")}`;
    throw new SagaError(`expected a signal of the saga ${record.saga}, which ${names}; found ${JSON.stringify(name)}`);
  }
  const text = payload === undefined ? "null" : printJson(`the payload of the signal ${name}`, payload);
  const step = sagas.get(record.saga)?.steps.find((one) => one.name === name);
  if (step?.kind === "waitFor") {
    try {
      step.read(payload);
    } catch (cause) {
      throw new SagaError(
        `the payload of the signal ${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }
  if (endedStatuses.includes(record.status) || record.undoing) return false;
  const added = await store.addSignal(session, id, name, text);
  if (added) await store.send(session, id);
  return added;
}

function unknown(name: unknown, sagas: ReadonlyMap<string, unknown>): SagaError {
  const names = [...sagas.keys()].join(", ");
  return new SagaError(
    `expected one of the sagas that createSagas was given (${names}), found ${JSON.stringify(name)}`,
  );
}

/** Some kinds of SQL take keys for one that differ in spaces at the end. */
function checkKey(key: unknown): void {
  if (key === undefined) return;
  if (typeof key === "string" && key !== "" && key.length <= 255 && key.trim() === key && !/\p{Cc}/u.test(key)) return;
  const found = typeof key === "string" ? `${key.length} characters` : key === null ? "null" : typeof key;
  throw new SagaError(
    `key: expected text of 1 to 255 characters without control characters, and without spaces around it; found ${found}`,
  );
}

function printJson(path: string, value: unknown): string {
  const foreign = findForeign(value, path);
  if (foreign !== undefined) throw new SagaError(`${foreign}; a saga keeps JSON`);
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxMessageBytes) return text;
  throw new SagaError(`${path}: expected at most ${maxMessageBytes} bytes, found ${bytes}`);
}
