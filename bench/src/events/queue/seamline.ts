/** Seamline's queue, order per key on: the worker alone, with the inbox, and the whole way of an event. */

import {
  createMessageId,
  createTables,
  enqueue,
  handleOnce,
  parseEnvelope,
  postgresDatabase,
  Worker,
} from "@seamline/messaging";
import type { Pool } from "pg";
import { startShop } from "../shop.ts";
import { concurrency, countTo, keyCount, type QueueSubject } from "./subject.ts";

const rowsPerTransaction = 500;

/** Adds events for a receiver, in transactions of 500. */
export async function addEvents(pool: Pool, receiver: string, count: number): Promise<void> {
  const database = postgresDatabase(pool);
  for (let first = 0; first < count; first += rowsPerTransaction) {
    await database.transaction(async (session) => {
      for (let index = first; index < Math.min(first + rowsPerTransaction, count); index += 1) {
        await enqueue(session, "postgres", [receiver], {
          id: createMessageId(),
          source: "customer",
          type: "customer.orderCreated.v1",
          time: new Date().toISOString(),
          partitionKey: String(index % keyCount),
          data: { orderId: 7, text: "x".repeat(200) },
        });
      }
    });
  }
}

/** The worker, with a handler that does nothing or that remembers each message in the inbox. */
export function queueSubject(once: boolean): QueueSubject {
  const receiver = once ? "once" : "bench";
  return {
    name: once ? "seamline queue with each effect once (inbox)" : "seamline queue with order per key",
    prepare: async (pool) => createTables(postgresDatabase(pool)),
    fill: (pool, count) => addEvents(pool, receiver, count),
    async drain(pool, count) {
      const database = postgresDatabase(pool);
      const { all, count: countOne } = countTo(count);
      const worker = new Worker({
        database,
        receiver,
        concurrency,
        leaseMs: 10_000,
        pollMs: 100,
        async handle({ text }) {
          const { id } = parseEnvelope(text);
          if (once) await handleOnce(database, receiver, id, async () => undefined);
          countOne();
          return { kind: "done" };
        },
        onError: (reason) => {
          throw reason;
        },
      });
      worker.start();
      await all;
      await worker.stop();
    },
  };
}

/** The whole way: from a publisher's outbox into the receiver's database, and to its handler, once. */
export const events: QueueSubject = {
  name: "seamline events from outbox to handler",
  prepare: async (pool) => createTables(postgresDatabase(pool)),
  fill: (pool, count) => addEvents(pool, "to:restaurant", count),
  async drain(pool, count) {
    const { all, count: countOne } = countTo(count);
    const { app } = await startShop({ customer: pool, restaurant: { pool, handle: countOne } });
    await all;
    await app.stop();
  },
};
