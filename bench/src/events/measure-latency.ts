/** The time from the commit of an event to its handler, at a fixed rate, over each way. */

import { setTimeout as wait } from "node:timers/promises";
import { postgresDatabase } from "@seamline/messaging";
import { amqpBroker } from "@seamline/messaging/amqp";
import { natsBroker } from "@seamline/messaging/nats";
import type { Pool, PoolClient } from "pg";
import type { MeasureOptions } from "../harness/family.ts";
import { createBenchDatabase } from "./database.ts";
import type { LatencyRow } from "./row.ts";
import { startShop } from "./shop.ts";

const ways = [
  ["database:", "database:"],
  ["RabbitMQ", "amqp://guest:guest@127.0.0.1:5672?prefix=seamline-bench"],
  ["NATS JetStream", "nats://127.0.0.1:4222?prefix=seamline-bench"],
] as const;
const offeredRates = [100, 500];
const seconds = 10;

/** Measures every way at every rate. */
export async function measureLatency(options: MeasureOptions): Promise<readonly LatencyRow[]> {
  const rows: LatencyRow[] = [];
  for (const [subject, url] of ways) {
    for (const offered of offeredRates) {
      options.progress(`events: ${subject}, ${offered} events/s`);
      await using customer = await createBenchDatabase();
      await using restaurant = await createBenchDatabase();
      const measured = await run(customer.pool, restaurant.pool, url, offered);
      rows.push({ family: "events", kind: "latency", subject, offered, ...measured });
    }
  }
  return rows;
}

async function run(
  customer: Pool,
  restaurant: Pool,
  way: string,
  offered: number,
): Promise<Omit<LatencyRow, "family" | "kind" | "subject" | "offered">> {
  const count = offered * seconds;
  const latencies: number[] = [];
  const handled = Promise.withResolvers<void>();
  const sentAt: number[] = [];
  const { app, publish } = await startShop({
    customer,
    restaurant: {
      pool: restaurant,
      handle({ orderId }) {
        latencies.push(performance.now() - (sentAt[orderId] ?? 0));
        if (latencies.length === count) handled.resolve();
      },
    },
    brokers: [amqpBroker(), natsBroker()],
    way,
  });
  const database = postgresDatabase(customer);
  const began = performance.now();
  const transactions: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = began + (index * 1_000) / offered;
    const restMs = due - performance.now();
    if (restMs > 0) await wait(restMs);
    transactions.push(
      database.transaction((_, transaction) => {
        sentAt[index] = performance.now();
        return publish(transaction as PoolClient, { orderId: index, text: "" });
      }),
    );
  }
  await Promise.all(transactions);
  const ended = performance.now();
  await handled.promise;
  const drain = performance.now() - ended;
  await app.stop();
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (part: number): number =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 1e6;
  return { events: count, p50: at(0.5), p99: at(0.99), max: at(1), drain: drain * 1e6 };
}
