/** Redis when it is killed, full, frozen, short of memory, emptied, or a replica: on servers of the test's own. */

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Broker } from "../src/broker/broker.ts";
import { redisBroker } from "../src/redis.ts";
import { killingCases, testBroker } from "./broker-suite.ts";
import { CuttableProxy } from "./servers/cuttable-proxy.ts";
import { findRedis, startRedis } from "./servers/redis-server.ts";
import { isInstalled, type TestServer } from "./servers/test-server.ts";
import { readUrl } from "./target-url.ts";

const type = "customer.orderCreated.v1";
const restaurant = { consumer: "restaurant", types: [type] };
const durable = ["--appendonly", "yes", "--appendfsync", "always"];

/** Waits until an assertion holds. */
const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

describe.skipIf(!isInstalled("redis-server", findRedis()))("Redis of its own", () => {
  let server: TestServer;
  let prefix: string;
  const brokers: Broker[] = [];
  const errors: string[] = [];
  const onError = (error: unknown): void => void errors.push(String(error));

  const create = (more = "", port = server.port, user = ""): Broker => {
    const broker = readUrl(redisBroker(), `redis://${user}127.0.0.1:${port}?prefix=${prefix}${more}`).create({
      onError,
    });
    brokers.push(broker);
    return broker;
  };
  const publish = async (broker: Broker, id: string): Promise<string | undefined> =>
    (await broker.publish([{ id, type, text: id }]))[0]?.message;
  const consume = async (broker: Broker): Promise<string[]> => {
    const taken: string[] = [];
    await broker.consume("restaurant", async (batch) => void taken.push(...batch.map(({ text }) => text)));
    return taken;
  };
  const scene = async (play: () => Promise<void>): Promise<void> => {
    prefix = `test-${randomBytes(6).toString("hex")}`;
    errors.length = 0;
    try {
      await play();
    } finally {
      await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    }
  };

  beforeAll(async () => {
    server = await startRedis(...durable);
  });
  afterAll(() => server.remove());

  testBroker(
    "Redis",
    async () => {
      prefix = `test-${randomBytes(6).toString("hex")}`;
      return {
        server,
        create: (options) =>
          readUrl(redisBroker(), `redis://127.0.0.1:${server.port}?prefix=${prefix}&durability=always`).create(options),
        dispose: async () => undefined, // with the server
      };
    },
    killingCases,
  );

  it("refuses messages beyond its length, drops none, and takes more when some are handled", () =>
    scene(async () => {
      const broker = create("&length=3");
      await broker.open([restaurant, { consumer: "delivery", types: [type] }]);
      const ids = ["m1", "m2", "m3", "m4"];
      const outcomes = await broker.publish(ids.map((id) => ({ id, type, text: id })));
      expect(outcomes.slice(0, 3)).toEqual([undefined, undefined, undefined]);
      expect(outcomes[3]?.message).toMatch(
        /^the message m4 of type customer\.orderCreated\.v1: the queue of \w+ is full with 3 messages; .+ option length$/,
      );
      const taken = await consume(broker);
      await eventually(() => expect(taken).toEqual(["m1", "m2", "m3"]));
      expect(await publish(broker, "m5")).toContain("the queue of delivery is full"); // in all queues, or in none
      await broker.consume("delivery", async () => undefined);
      await eventually(async () => expect(await publish(broker, "m6")).toBeUndefined());
      await eventually(() => expect(taken).toEqual(["m1", "m2", "m3", "m6"]));
    }));

  it("goes on after everything was deleted", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      const taken = await consume(broker);
      expect(await publish(broker, "m1")).toBeUndefined();
      await eventually(() => expect(taken).toEqual(["m1"]));
      await server.control("FLUSHALL");
      await eventually(async () => expect(await publish(broker, "m2")).toBeUndefined());
      await eventually(() => expect(taken).toEqual(["m1", "m2"]));
    }));

  it("fails messages while memory is short, and takes them afterwards", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      await server.control("CONFIG", "SET", "maxmemory", "1000");
      expect(await publish(broker, "m1")).toMatch(/has not confirmed it: .*OOM/);
      await server.control("CONFIG", "SET", "maxmemory", "0");
      expect(await publish(broker, "m2")).toBeUndefined();
      const taken = await consume(broker);
      await eventually(() => expect(taken).toEqual(["m2"]));
    }));

  it("connects again while the server is a replica, until it is a primary", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      const taken = await consume(broker);
      await server.control("CONFIG", "SET", "replica-serve-stale-data", "yes");
      await server.control("REPLICAOF", "127.0.0.1", "1");
      expect(await publish(broker, "m1")).toMatch(/READONLY|no connection/);
      await server.control("REPLICAOF", "NO", "ONE");
      await eventually(async () => expect(await publish(broker, "m2")).toBeUndefined());
      await eventually(() => expect(taken.at(-1)).toBe("m2"));
    }));

  it("fails what is not confirmed in time, when the server is silent, and goes on to consume", () =>
    scene(async () => {
      const proxy = await CuttableProxy.start(server.port);
      const broker = create("&confirm=300ms", proxy.port);
      await broker.open([restaurant]);
      const taken = await consume(broker);
      expect(await publish(broker, "m1")).toBeUndefined();
      await eventually(() => expect(taken).toEqual(["m1"]));
      proxy.freeze();
      expect(await publish(broker, "m2")).toContain("no reply within 300 ms; it is slow or silent");
      await eventually(async () => expect(await publish(broker, "m3")).toBeUndefined());
      await eventually(() => expect(taken.at(-1)).toBe("m3"));
      await broker.close();
      await proxy.close();
    }));

  it("reports whether a crash loses messages, and refuses a server that promises less than was asked for", () =>
    scene(async () => {
      const broker = create();
      expect(broker.features.durable).toBe(false); // not known yet
      await broker.open([restaurant]);
      expect(broker.features.durable).toBe(true);
      await server.control("CONFIG", "SET", "appendfsync", "everysec");
      const less = create();
      await less.open([restaurant]);
      expect(less.features.durable).toBe(false);
      await create("&durability=everysec").open([restaurant]);
      await expect(create("&durability=always").open([restaurant])).rejects.toThrow(
        `Redis at 127.0.0.1:${server.port}: expected appendonly yes with appendfsync always, as durability=always asks for, ` +
          "found appendfsync everysec; change the settings of the server, or the option to what a crash may lose",
      );
      await server.control("CONFIG", "SET", "appendfsync", "always");
    }));

  it("refuses a server that deletes messages when memory is short", () =>
    scene(async () => {
      await server.control("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      await expect(create().open([restaurant])).rejects.toThrow(
        "expected maxmemory-policy noeviction, found allkeys-lru",
      );
      await server.control("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
      await create().open([restaurant]);
      await server.control("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }));

  it("does without CONFIG, which services forbid", () =>
    scene(async () => {
      await server.control("ACL", "SETUSER", "shop", "on", ">se%cret", "~*", "+@all", "-config");
      const broker = create("", server.port, "shop:se%25cret@");
      await broker.open([restaurant]);
      expect(broker.features.durable).toBe(false); // not known
      expect(await publish(broker, "m1")).toBeUndefined();
      const reason = await create("", server.port, "shop:wr0ng@").open([restaurant]).catch(String);
      expect(reason).toContain(`no connection to Redis at 127.0.0.1:${server.port}: WRONGPASS`);
      expect(reason).not.toContain("wr0ng");
      await expect(create("&durability=everysec", server.port, "shop:se%25cret@").open([restaurant])).rejects.toThrow(
        "found appendfsync unknown",
      );
    }));

  it("hands to another consumer first what a frozen one has at work", () =>
    scene(async () => {
      const frozen = create("&batch=2");
      const next = create();
      await frozen.open([restaurant]);
      await next.open([restaurant]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const begun: string[] = [];
      await frozen.consume("restaurant", (batch) => {
        begun.push(...batch.map(({ text }) => text));
        return promise;
      });
      for (const id of ["m1", "m2", "m3", "m4"]) expect(await publish(next, id)).toBeUndefined();
      await eventually(() => expect(begun).toContain("m1"));
      const taken = await consume(next);
      await eventually(() => expect(taken).toEqual(["m1", "m2", "m3", "m4"]));
      resolve();
    }));

  it("reports a key that is something else", () =>
    scene(async () => {
      await server.control("SET", `${prefix}:restaurant`, "x");
      await expect(create().open([restaurant])).rejects.toThrow(
        `the key ${prefix}:restaurant of Redis at 127.0.0.1:${server.port}: expected a stream, found a string; ` +
          "remove it if nothing needs it, or set a new ?prefix= in every process",
      );
    }));

  it("passes over messages that others have deleted", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      const first = create();
      await first.open([restaurant]);
      expect(await publish(broker, "m1")).toBeUndefined();
      let tries = 0;
      const consumption = await first.consume("restaurant", () => {
        tries += 1;
        return Promise.reject(new Error("not now"));
      });
      await eventually(() => expect(tries).toBeGreaterThan(0));
      await consumption.stop();
      await server.control("XTRIM", `${prefix}:restaurant`, "MAXLEN", "0");
      const taken = await consume(broker);
      expect(await publish(broker, "m2")).toBeUndefined();
      await eventually(() => expect(taken).toEqual(["m2"]));
      expect(errors.join()).toContain("others have deleted 1 of its messages");
    }));

  it("refuses a cluster", () =>
    scene(async () => {
      const cluster = await startRedis("--cluster-enabled", "yes");
      try {
        await expect(create("", cluster.port).open([restaurant])).rejects.toThrow("found a cluster");
      } finally {
        await cluster.remove();
      }
    }));
});
