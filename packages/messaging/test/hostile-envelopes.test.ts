/**
 * Hostile messages on a broker, put there by its bare client: each is dead-lettered with its reason and
 * its text, none is run, and what comes behind them is handled.
 */

import { randomBytes } from "node:crypto";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { createClient } from "@redis/client";
import amqplib from "amqplib";
import { describe, expect, it, vi } from "vitest";
import { amqpBroker } from "../src/amqp.ts";
import { type BrokerProvider, createMessageId, memoryBroker } from "../src/index.ts";
import { natsBroker } from "../src/nats.ts";
import { redisBroker } from "../src/redis.ts";
import { removeFromRabbitmq, removeFromRedis } from "./servers/remove-names.ts";
import { isReachable } from "./servers/test-server.ts";
import { createShop } from "./shop.ts";
import { readUrl } from "./target-url.ts";

const type = "customer.orderCreated.v1";
const good = (changes: object = {}): string =>
  JSON.stringify({
    specversion: "1.0",
    id: createMessageId(),
    source: "customer",
    type,
    time: "2026-11-30T12:00:00.000Z",
    data: { orderId: 1 },
    ...changes,
  });

/** A message that takes more bytes than any is allowed to. */
const oversized = good({ data: { orderId: 1, at: "x".repeat(20 << 20) } });
const notUtf8 = Buffer.from(good({ data: { orderId: 1, at: "%" } }).replace("%", "\xff"), "latin1");

/** Name, body and reason. */
type Row = readonly [string, string | Buffer, string];

const rows: readonly Row[] = [
  ["no JSON", "nonsense", "text that is no JSON"],
  ["nothing", "", "text that is no JSON"],
  ["NUL", "\0", "text that is no JSON"],
  ["another JSON value", "[]", "another JSON value"],
  ["deep JSON", "[".repeat(100_000), "text that is no JSON"],
  ["an unknown type", good({ type: "customer.orderBurnt.v1" }), "found customer.orderBurnt.v1"],
  ["an unknown version", good({ type: "customer.orderCreated.v9" }), "found customer.orderCreated.v9"],
  ["a prototype's name as type", good({ type: "__proto__" }), "found __proto__"],
  ["a foreign source", good({ source: "restaurant" }), "from its owner customer, found it from restaurant"],
  ["a payload that breaks the contract", good({ data: { orderId: "one" } }), "orderId"],
  ["a line break in an attribute", good({ subject: "a\r\nb" }), "subject: expected text"],
  ["an attribute twice", `${good().slice(0, -1)},"source":"customer"}`, "found one twice"],
  ["a field of the payload twice", good().replace('"orderId":1', '"orderId":1,"order\\u0049d":2'), "found one twice"],
];

/** Strange messages that are in order: forged headers of the broker and strange times change nothing. */
const strange = [
  good({ data: { orderId: 2 }, time: "0001-01-01T00:00:00Z" }),
  good({ data: { orderId: 3 }, time: "9999-12-31T23:59:59Z", unknown: { a: 1 } }),
];

const key = `k1:${Buffer.alloc(32, 1).toString("base64")}`;
const mac = "A".repeat(43);
const signedRows: readonly Row[] = [
  ["a tenant without a signature", good({ tenant: "victim" }), "without a signature"],
  ["a tenant with another's signature", good({ tenant: "victim", seamlinesignature: `k1:${mac}` }), "it was changed"],
  ["a tenant with an unknown key", good({ tenant: "victim", seamlinesignature: `k9:${mac}` }), "the unknown key k9"],
];

/** A broker with its bare client. */
interface Stage {
  readonly provider: BrokerProvider;
  readonly url: string;
  /** Bodies beyond the rows that the broker itself takes. */
  readonly more: readonly Row[];
  /** Puts a body where the restaurant receives its events. */
  attack(body: string | Buffer): Promise<void>;
  close(): Promise<void>;
}

const tooLarge: Row = ["too large", oversized, `at most ${1 << 20} bytes, found ${oversized.length}`];
const binary: Row = ["not UTF-8", notUtf8, "expected text in UTF-8"];

const stages: Readonly<Record<string, (prefix: string) => Promise<Stage>>> = {
  async memory(prefix) {
    const provider = memoryBroker();
    const url = `memory:${prefix}`;
    const broker = readUrl(provider, url).create({ onError: () => undefined });
    await broker.open([]);
    return {
      provider,
      url,
      more: [],
      async attack(body) {
        expect(await broker.publish([{ id: createMessageId(), type, text: String(body) }])).toEqual([undefined]);
      },
      close: () => broker.close(),
    };
  },
  async nats(prefix) {
    const connection = await connect({ servers: "127.0.0.1:4222" });
    return {
      provider: natsBroker(),
      url: `nats://127.0.0.1:4222?prefix=${prefix}`,
      more: [binary], // the server refuses what is too large
      attack: async (body) => void (await jetstream(connection).publish(`${prefix}.${type}`, body)),
      async close() {
        const { streams } = await jetstreamManager(connection);
        for (const name of [prefix, `KV_${prefix}-consumers`]) await streams.delete(name);
        await connection.close();
      },
    };
  },
  async amqp(prefix) {
    const connection = await amqplib.connect("amqp://127.0.0.1:5672");
    const channel = await connection.createConfirmChannel();
    return {
      provider: amqpBroker(),
      url: `amqp://guest:guest@127.0.0.1:5672?prefix=${prefix}`,
      more: [binary, tooLarge],
      async attack(body) {
        channel.publish(`${prefix}.events`, type, Buffer.from(body), { headers: { "x-death": [{ count: 99 }] } });
        await channel.waitForConfirms();
      },
      async close() {
        await connection.close();
        await removeFromRabbitmq(prefix);
      },
    };
  },
  async redis(prefix) {
    const client = createClient({ socket: { host: "127.0.0.1", port: 6379 } });
    await client.connect();
    return {
      provider: redisBroker(),
      url: `redis://127.0.0.1:6379?prefix=${prefix}`,
      more: [binary, tooLarge],
      attack: async (body) =>
        void (await client.sendCommand(["XADD", `${prefix}:restaurant`, "*", "id", "1", "text", body])),
      async close() {
        client.destroy();
        await removeFromRedis(prefix);
      },
    };
  },
};

const ports: Readonly<Record<string, number>> = { nats: 4222, amqp: 5672, redis: 6379 };

for (const [name, open] of Object.entries(stages)) {
  const port = ports[name];
  describe.skipIf(port !== undefined && !(await isReachable(name, port)))(`hostile messages over ${name}`, () => {
    it.each([
      ["without keys", {}, rows],
      ["with keys, and a forged tenant", { SEAMLINE_KEYS: key }, signedRows],
    ])("are dead letters with their reason, and those behind them go on: %s", async (_, env, usual) => {
      const stage = await open(`hostile-${randomBytes(5).toString("hex")}`);
      const hostile = usual === rows ? [...usual, ...stage.more] : usual;
      const seen: number[] = [];
      const shop = createShop({
        onCreated: ({ orderId }) => void seen.push(orderId),
        messaging: { pollMs: 20, brokers: [stage.provider] },
        application: { env: { ...env, SEAMLINE_EVENTS: stage.url }, onError: () => undefined },
      });
      try {
        await shop.app.start();
        for (const [, body] of hostile) await stage.attack(body);
        if (usual === rows) for (const body of strange) await stage.attack(body);
        await shop.order(7);
        const handled = usual === rows ? [2, 3, 7] : [7];
        await vi.waitFor(() => expect(shop.accepted.toSorted()).toEqual(handled), { timeout: 20_000 });
        const letters = shop.connections.restaurant.prepare(
          "select message, error from seamline_dead_letter order by position",
        );
        await vi.waitFor(() => expect(letters.all()).toHaveLength(hostile.length), { timeout: 20_000 });
        const found = new Map(letters.all().map(({ message, error }) => [message, error]));
        for (const [row, body, reason] of hostile)
          expect(
            found.get(
              String(body)
                .slice(0, 1 << 20)
                .replaceAll("\0", "\uFFFD"),
            ),
            row,
          ).toContain(reason);
        expect(seen.toSorted()).toEqual(handled);
      } finally {
        await shop.app.stop();
        await stage.close();
      }
    });
  });
}
