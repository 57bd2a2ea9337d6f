/** What operators meet: URLs, credentials, limits, things that are deleted, and processes that are killed. */

import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Broker } from "../src/index.ts";
import { natsBroker } from "../src/nats.ts";
import { isNatsThere, startNats } from "./servers/nats-server.ts";
import { listFaults, readUrl } from "./target-url.ts";

const provider = natsBroker();
const type = "customer.orderCreated.v1";
const binding = { consumer: "restaurant", types: [type] };

/** Waits until an assertion holds. */
const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

describe("natsBroker", () => {
  it("reads its URL, and shows no credentials", () => {
    const url = "nats://user:secret@one,two:4223,[::1]?prefix=shop&storage=memory&capacity=5&replicas=3&batch=7";
    expect(readUrl(provider, url).settings).toEqual({
      servers: "one:4222,two:4223,[::1]:4222",
      prefix: "shop",
      storage: "memory",
      replicas: "3",
      capacity: "5",
      batch: "7",
    });
  });

  it("reports what cannot work in its URL", () => {
    const faults = listFaults(provider, "nats://one,t o:1/x?prefix=a.b&storage=disk&replica=2&batch=0");
    expect(faults.map((fault) => fault.replace(/^\d+: /, ""))).toEqual([
      'prefix: expected a name of 1 to 64 letters, digits, "-" and "_", found "a.b"',
      'storage: expected file or memory, found "disk"',
      'unknown option "replica"; did you mean replicas?',
      'batch: expected a whole number from 1 to 10000, found "0"',
      "expected a host name or address, as in nats://user:password@host:4222; escape / ? # @ of a password as %2F %3F %23 %40",
    ]);
    expect(listFaults(provider, "nats://one?storage=memory").join()).toMatch(/expected the option capacity/);
    expect(listFaults(provider, "nats://one/x").join()).toMatch(/the option prefix names the stream/);
    expect(listFaults(provider, "nats:one").join()).toMatch(/expected \/\/ after nats:/);
  });

  it("refuses unknown options", () => {
    expect(() => natsBroker({ conection: {} } as never)).toThrow(/conection/);
  });

  it("enters with the user of the URL, and reports a refused one without its password", async () => {
    const server = await startNats("--user", "shop", "--pass", "s?cret");
    try {
      const open = async (credentials: string): Promise<void> => {
        const broker = readUrl(provider, `nats://${credentials}@127.0.0.1:${server.port}`).create({
          onError: () => undefined,
        });
        try {
          await broker.open([binding]);
        } finally {
          await broker.close();
        }
      };
      await open("shop:s%3Fcret");
      const refusal = await open("shop:wr0ng").catch((reason: Error) => reason.message);
      expect(refusal).toMatch(/^NATS at 127\.0\.0\.1:\d+: .*[Aa]uthorization/);
      expect(refusal).not.toMatch(/wr0ng/);
    } finally {
      await server.remove();
    }
  });

  it("reports a port without a server", async () => {
    const broker = readUrl(provider, "nats://127.0.0.1:1").create({ onError: () => undefined });
    await expect(broker.open([binding])).rejects.toThrow(/^NATS at 127\.0\.0\.1:1: .*refused/);
    await broker.close();
  });
});

describe.skipIf(!(await isNatsThere()))("a NATS broker at work", () => {
  const brokers: Broker[] = [];
  const children: ChildProcess[] = [];
  let prefix: string;
  let url: string;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let errors: unknown[];

  beforeEach(async () => {
    prefix = `test-${randomBytes(4).toString("hex")}`;
    url = `nats://127.0.0.1:4222?prefix=${prefix}`;
    errors = [];
    connection = await connect({ servers: "127.0.0.1:4222" });
    manager = await jetstreamManager(connection);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    for (const name of [prefix, `KV_${prefix}-consumers`]) await manager.streams.delete(name).catch(() => undefined);
    await connection.close();
  });

  const open = async (text: string = url, bindings = [binding]): Promise<Broker> => {
    const broker = readUrl(provider, text).create({ onError: (error) => errors.push(error) });
    brokers.push(broker);
    await broker.open(bindings);
    return broker;
  };
  const publish = async (broker: Broker, ...texts: readonly string[]): Promise<readonly (string | undefined)[]> => {
    const messages = texts.map((text) => ({ id: randomBytes(8).toString("hex"), type, text }));
    return (await broker.publish(messages)).map((failure) => failure?.message);
  };
  const consume = async (broker: Broker): Promise<string[]> => {
    const taken: string[] = [];
    await broker.consume("restaurant", async (batch) => void taken.push(...batch.map(({ text }) => text)));
    return taken;
  };

  it("keeps only the last of the messages that all consumers have taken", async () => {
    const delivery = { consumer: "delivery", types: [type] };
    const broker = await open(url, [binding, delivery]);
    await publish(broker, ...Array.from({ length: 300 }, (_, n) => String(n)));
    const taken = await consume(broker);
    await eventually(() => expect(taken.length).toBe(300));
    expect((await manager.streams.info(prefix)).state.messages).toBe(300); // delivery has taken none
    await broker.consume("delivery", async () => undefined);
    await eventually(async () => expect((await manager.streams.info(prefix)).state.messages).toBe(1));
    expect(errors).toEqual([]);
  });

  it("refuses messages beyond its capacity, and takes more when some are taken", async () => {
    const broker = await open(`${url}&capacity=3`);
    expect(await publish(broker, "1", "2", "3")).toEqual([undefined, undefined, undefined]);
    expect((await publish(broker, "4"))[0]).toMatch(/not confirmed: maximum messages exceeded/);
    const taken = await consume(broker);
    await eventually(async () => expect(await publish(broker, "5")).toEqual([undefined]));
    await eventually(() => expect(taken).toEqual(["1", "2", "3", "5"]));
  });

  it("is not held up by a consumer whose messages are rare", async () => {
    const rare = { consumer: "accounting", types: ["shop.closed.v1"] };
    const mixed = { consumer: "delivery", types: ["shop.closed.v1", "courier.left.v1"] };
    const broker = await open(`${url}&capacity=4`, [binding, rare, mixed]);
    const taken = await consume(broker);
    await broker.consume("delivery", async () => undefined);
    const expected = Array.from({ length: 12 }, (_, n) => String(n));
    for (const text of expected) await eventually(async () => expect(await publish(broker, text)).toEqual([undefined]));
    await eventually(() => expect(taken).toEqual(expected));
    expect(errors).toEqual([]);
  });

  it("refuses a stream that drops what has not been taken", async () => {
    await manager.streams.add({
      name: prefix,
      subjects: [`${prefix}.>`],
      max_age: 60_000_000_000,
      discard: "new" as never,
    });
    await expect(open()).rejects.toThrow(
      `the stream ${prefix}: expected max_age 0, found 60000000000; change the stream or the options of the URL, or use another prefix`,
    );
  });

  it("names the stream in the way when another has its subjects", async () => {
    await manager.streams.add({ name: `KV_${prefix}-consumers-x`, subjects: [`${prefix}.>`] });
    try {
      await expect(open()).rejects.toThrow(/cannot be made: .*subjects overlap.*expected no other stream/);
    } finally {
      await manager.streams.delete(`KV_${prefix}-consumers-x`);
    }
  });

  it("makes a stream again that was deleted, and goes on", async () => {
    const broker = await open();
    const taken = await consume(broker);
    expect(await publish(broker, "1", "2", "3")).toEqual([undefined, undefined, undefined]);
    await eventually(() => expect(taken).toEqual(["1", "2", "3"]));
    await manager.streams.delete(prefix);
    await eventually(async () => expect(await publish(broker, "4")).toEqual([undefined]));
    await eventually(() => expect(taken).toEqual(["1", "2", "3", "4"]));
    expect(errors.length).toBeGreaterThan(0);
  });

  it("makes the records of consumers again that were deleted, and loses nothing", async () => {
    const broker = await open();
    expect(await publish(broker, "1", "2")).toEqual([undefined, undefined]);
    await manager.streams.delete(`KV_${prefix}-consumers`);
    const taken = await consume(broker);
    await eventually(() => expect(taken).toEqual(["1", "2"]));
    expect(String(errors[0])).toMatch(/is gone, and is made again/);
  });

  it("goes on when its consumer on the server is deleted", async () => {
    const broker = await open();
    const taken = await consume(broker);
    await publish(broker, "1");
    await eventually(() => expect(taken).toEqual(["1"]));
    for await (const { name } of manager.consumers.list(prefix)) await manager.consumers.delete(prefix, name);
    await publish(broker, "2");
    await eventually(() => expect(taken).toEqual(["1", "2"]));
  });

  it("binds a consumer again whose key was deleted", async () => {
    await open();
    connection.publish(`$KV.${prefix}-consumers.restaurant`, ""); // what `nats kv del` stores
    await connection.flush();
    const broker = await open();
    await publish(broker, "1");
    const taken = await consume(broker);
    await eventually(() => expect(taken).toEqual(["1"]));
  });

  it("lets the next process take what a killed one had not acknowledged, in order", async () => {
    const broker = await open(`${url}&batch=10`);
    const total = 400;
    const texts = Array.from({ length: total }, (_, n) => String(n));
    await publish(broker, ...texts);
    const received: string[] = [];
    let kills = 0;
    while (!received.includes(String(total - 1))) {
      const file = fileURLToPath(new URL("nats-consumer.ts", import.meta.url));
      const child = fork(file, [`${url}&batch=10`, "restaurant", type]);
      children.push(child);
      const own: string[] = [];
      child.on("message", (batch: readonly string[]) => own.push(...batch));
      await eventually(() => expect(own.length > 60 || own.includes(String(total - 1))).toBe(true));
      child.kill("SIGKILL");
      await once(child, "exit");
      kills += 1;
      // It begins with what the last one had not acknowledged, and goes on without a gap.
      expect(own).toEqual(texts.slice(Number(own[0]), Number(own[0]) + own.length));
      expect(Number(own[0])).toBeLessThanOrEqual(received.length === 0 ? 0 : Number(received.at(-1)) + 1);
      received.push(...own);
    }
    expect(kills).toBeGreaterThan(2);
    expect([...new Set(received)]).toEqual(texts);
  });
});
