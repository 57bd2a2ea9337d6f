/** Messages per second into a broker, each confirmed: the bare client, Seamline's broker, and the relay of an outbox. */

import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats } from "@nats-io/transport-node";
import { type Broker, type BrokerProvider, createMessageId, createTables, postgresDatabase } from "@seamline/messaging";
import { amqpBroker } from "@seamline/messaging/amqp";
import { natsBroker } from "@seamline/messaging/nats";
import { connect as connectAmqp } from "amqplib";
import type { Pool } from "pg";
import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { summarise } from "../harness/statistics.ts";
import { createBenchDatabase } from "./database.ts";
import { addEvents } from "./queue/seamline.ts";
import { countTo } from "./queue/subject.ts";
import type { RateRow } from "./row.ts";
import { startShop } from "./shop.ts";

/** Messages per batch: those of the relay. */
const batchSize = 256;
const messages = 100 * batchSize;
const type = "customer.orderCreated.v1";
const data = { orderId: 7, text: "x".repeat(200) };
const contentType = "application/cloudevents+json";
const text = JSON.stringify({ specversion: "1.0", id: "0", source: "customer", type, data });

interface Kind {
  readonly name: string;
  readonly url: string;
  readonly provider: BrokerProvider;
  /** Publishes a batch by the bare client, and resolves once all are confirmed. */
  openBare(): Promise<{ publish(): Promise<void>; close(): Promise<void> }>;
}

const kinds: readonly Kind[] = [
  {
    name: "RabbitMQ",
    url: "amqp://guest:guest@127.0.0.1:5672?prefix=seamline-bench",
    provider: amqpBroker(),
    async openBare() {
      const connection = await connectAmqp("amqp://guest:guest@127.0.0.1:5672");
      const channel = await connection.createConfirmChannel();
      await channel.assertQueue("seamline-bench-bare", { durable: true, arguments: { "x-queue-type": "quorum" } });
      return {
        async publish() {
          for (let index = 0; index < batchSize; index += 1) {
            // The id finds a message that was returned; without it a confirm means less.
            const options = { persistent: true, mandatory: true, contentType, messageId: createMessageId() };
            channel.sendToQueue("seamline-bench-bare", Buffer.from(text), options);
          }
          await channel.waitForConfirms();
        },
        async close() {
          await channel.deleteQueue("seamline-bench-bare");
          await connection.close();
        },
      };
    },
  },
  {
    name: "NATS JetStream",
    url: "nats://127.0.0.1:4222?prefix=seamline-bench",
    provider: natsBroker(),
    async openBare() {
      const connection = await connectNats({ servers: "127.0.0.1:4222" });
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: "seamline-bench-bare", subjects: ["seamline-bench-bare"] });
      const stream = jetstream(connection);
      return {
        async publish() {
          await Promise.all(
            Array.from({ length: batchSize }, () =>
              stream.publish("seamline-bench-bare", text, { msgID: createMessageId() }),
            ),
          );
        },
        async close() {
          await manager.streams.delete("seamline-bench-bare");
          await connection.close();
        },
      };
    },
  },
];

/** Measures each broker in three forms. */
export async function measureRelay(options: MeasureOptions): Promise<readonly RateRow[]> {
  const rows: RateRow[] = [];
  for (const kind of kinds) rows.push(...(await measureKind(kind, options)));
  return rows;
}

async function measureKind(kind: Kind, options: MeasureOptions): Promise<readonly RateRow[]> {
  await using database = await createBenchDatabase();
  await createTables(postgresDatabase(database.pool));
  const bare = await kind.openBare();
  const broker = createBroker(kind);
  await broker.open([{ consumer: "restaurant", types: [type] }]);
  /** Each resolves with its seconds. */
  const subjects: readonly (readonly [string, () => Promise<number>])[] = [
    ["the bare client, with confirms", async () => repeat(() => bare.publish())],
    ["Seamline's broker", async () => repeat(() => publishBatch(broker))],
    ["relay from an outbox on PostgreSQL", () => relay(kind, database.pool)],
  ];
  const results = await runRounds(
    subjects.map(([name, run], index) => ({
      async run(): Promise<number> {
        options.progress(`events: ${kind.name}, ${name}`);
        if (index === 2) await addEvents(database.pool, "to:broker", messages);
        const seconds = await run();
        await empty(broker);
        return messages / seconds;
      },
    })),
    { rounds: options.rounds ?? 5, warmUp: 1 },
  );
  await bare.close();
  await broker.close();
  const spreads = results.map(summarise);
  const floor = spreads[0]?.median ?? 1;
  return subjects.map(([subject], index): RateRow => {
    const spread = spreads[index] ?? summarise([0]);
    return {
      family: "events",
      kind: "relay",
      group: kind.name,
      subject,
      ratioToFloor: spread.median / floor,
      ...spread,
    };
  });
}

async function repeat(publish: () => Promise<void>): Promise<number> {
  const began = performance.now();
  for (let count = 0; count < messages; count += batchSize) await publish();
  return (performance.now() - began) / 1_000;
}

function createBroker({ url, provider }: Kind): Broker {
  const [scheme = "", rest = ""] = url.split(/:(.*)/s);
  const [address = "", query = ""] = rest.split("?");
  const options = query.split("&").map((one) => {
    const [name = "", value = ""] = one.split("=");
    return { name, value, position: 0 };
  });
  const target = provider.read({ text: url, scheme, rest: address, options }, (_, message) => {
    throw new Error(message);
  });
  return target.create({ onError: () => undefined });
}

async function publishBatch(broker: Broker): Promise<void> {
  const batch = Array.from({ length: batchSize }, () => ({ id: createMessageId(), type, text }));
  const failures = await broker.publish(batch);
  const failed = failures.find((failure) => failure !== undefined);
  if (failed !== undefined) throw failed;
}

/** Takes everything out again, so that no round finds more than the one before. */
async function empty(broker: Broker): Promise<void> {
  let last = performance.now();
  const consumption = await broker.consume("restaurant", async () => {
    last = performance.now();
  });
  while (performance.now() - last < 300) await new Promise((resolve) => setTimeout(resolve, 50));
  await consumption.stop();
}

/**
 * The application of the publisher alone; its receiver is elsewhere. The clock starts once the messages,
 * which were added without knowing the name of the broker, are addressed to it.
 */
async function relay(kind: Kind, pool: Pool): Promise<number> {
  const { all, count } = countTo(messages);
  const { promise: addressed, resolve: begin } = Promise.withResolvers<void>();
  const provider: BrokerProvider = {
    ...kind.provider,
    read(url, addFault) {
      const target = kind.provider.read(url, addFault);
      return { ...target, create: (given) => counted(target.create(given), addressed, count) };
    },
  };
  const { app } = await startShop({ customer: pool, brokers: [provider], way: kind.url });
  const left = "select 1 from seamline_message where receiver = 'to:broker' limit 1";
  while ((await pool.query(left)).rows.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = performance.now();
  begin();
  await all;
  const seconds = (performance.now() - began) / 1_000;
  await app.stop();
  return seconds;
}

function counted(broker: Broker, addressed: Promise<void>, count: () => void): Broker {
  return {
    features: broker.features,
    open: (bindings) => broker.open(bindings),
    consume: (consumer, receive) => broker.consume(consumer, receive),
    close: () => broker.close(),
    async publish(batch) {
      await addressed;
      const failures = await broker.publish(batch);
      for (const failure of failures) if (failure === undefined) count();
      return failures;
    },
  };
}
