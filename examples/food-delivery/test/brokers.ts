/** The brokers that answer, each with names of its own for one test. */

import { randomBytes } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect as connectNats, type NatsConnection } from "@nats-io/transport-node";
import { createClient } from "@redis/client";
import { connect } from "amqplib";
import { services } from "../app/demo/shape.ts";

/** A broker for one test. */
export interface TestBroker {
  /** The text of `SEAMLINE_EVENTS`. */
  readonly url: string;
  /** Removes what was declared with its names. */
  remove(): Promise<void>;
}

interface Kind {
  readonly url: string;
  isThere(): Promise<unknown>;
  remove(prefix: string): Promise<void>;
}

const amqpUrl = "amqp://guest:guest@127.0.0.1:5672";
const natsUrl = "nats://127.0.0.1:4222";
const redisUrl = "redis://127.0.0.1:6379";

const kinds: Readonly<Record<string, Kind>> = {
  RabbitMQ: {
    url: amqpUrl,
    isThere: async () => (await connect(amqpUrl)).close(),
    async remove(prefix) {
      const connection = await connect(amqpUrl);
      const channel = await connection.createChannel();
      for (const name of [...services, "dead.letters"]) await channel.deleteQueue(`${prefix}.${name}`);
      for (const name of ["events", "dead.letters"]) await channel.deleteExchange(`${prefix}.${name}`);
      await connection.close();
    },
  },
  NATS: {
    url: natsUrl,
    isThere: () => withNats(jetstreamManager),
    remove: (prefix) =>
      withNats(async (connection) => {
        const { streams } = await jetstreamManager(connection);
        for (const name of [prefix, `KV_${prefix}-consumers`]) await streams.delete(name);
      }),
  },
  Redis: {
    url: redisUrl,
    isThere: () => withRedis((client) => client.ping()),
    remove: (prefix) =>
      withRedis(async (client) => {
        const keys = await client.keys(`${prefix}:*`);
        if (keys.length > 0) await client.del(keys);
      }),
  },
};

async function withNats<Value>(work: (connection: NatsConnection) => Promise<Value>): Promise<Value> {
  const connection = await connectNats({ servers: natsUrl, reconnect: false });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const createRedis = () => createClient({ url: redisUrl, socket: { reconnectStrategy: false } });

async function withRedis<Value>(work: (client: ReturnType<typeof createRedis>) => Promise<Value>): Promise<Value> {
  const client = createRedis();
  client.on("error", () => undefined); // `connect` rejects too
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** The kinds that answer, each with a function that prepares one. */
export const brokers: Readonly<Record<string, () => TestBroker>> = Object.fromEntries(
  (await Promise.all(Object.entries(kinds).map(findBroker))).flat(),
);

async function findBroker([name, kind]: readonly [string, Kind]): Promise<[string, () => TestBroker][]> {
  try {
    await kind.isThere();
  } catch (cause) {
    if (process.env.SEAMLINE_REQUIRE_SERVICES === "1")
      throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${name} at ${new URL(kind.url).host}`, { cause });
    console.warn(`Skipped: the food-delivery tests on ${name}, as no server listens at ${new URL(kind.url).host}.`);
    return [];
  }
  return [[name, () => prepare(kind)]];
}

function prepare({ url, remove }: Kind): TestBroker {
  const prefix = `food-${randomBytes(4).toString("hex")}`;
  return { url: `${url}?prefix=${prefix}`, remove: () => remove(prefix) };
}
