/** Messages for tests, and workers that handle them by their value. */

import { vi } from "vitest";
import {
  type Attempt,
  createMessageId,
  type Database,
  enqueue,
  handleOnce,
  type Outcome,
  parseEnvelope,
  Worker,
} from "../src/index.ts";

/** The receiver of the messages. */
export const receiver = "restaurant";

/** Waits until an assertion holds. */
export const eventually = (assertion: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

/** Counts the rows of a table, with a condition if given behind its name. */
export async function count(database: Database, table: string): Promise<number> {
  return Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);
}

/** Adds messages of a key; returns their ids. */
export async function add(
  database: Database,
  key: string,
  values: readonly number[],
  to: readonly string[] = [receiver],
): Promise<readonly string[]> {
  const ids = values.map(() => createMessageId());
  await database.transaction(async (session) => {
    for (const [index, data] of values.entries()) {
      const time = new Date().toISOString();
      const attributes = { id: ids[index] as string, source: "customer", type: "customer.orderCreated.v1", time };
      await enqueue(session, database.dialect, to, { ...attributes, partitionKey: key, data });
    }
  });
  return ids;
}

/** Starts a worker whose handler runs once for each message, unless it returns another outcome. */
export function startWorker(
  database: Database,
  handle: (value: number, attempt: Attempt) => Outcome | undefined,
  options: {
    readonly receiver?: string;
    readonly pollMs?: number;
    readonly leaseMs?: number;
    onError?(error: unknown): void;
  } = {},
): Worker {
  const name = options.receiver ?? receiver;
  const worker = new Worker({
    database,
    receiver: name,
    concurrency: 8,
    leaseMs: options.leaseMs ?? 3_000,
    pollMs: options.pollMs ?? 20,
    async handle({ text }, attempt) {
      const { id, data } = parseEnvelope(text);
      let outcome: Outcome | undefined;
      await handleOnce(database, name, id, async () => {
        outcome = handle(data as number, attempt);
        if (outcome !== undefined && outcome.kind !== "done") throw new Unhandled();
      }).catch((reason) => {
        if (!(reason instanceof Unhandled)) throw reason;
      });
      return outcome ?? { kind: "done" };
    },
    onError: options.onError ?? ((error) => console.error(error)),
  });
  worker.start();
  return worker;
}

class Unhandled extends Error {}
