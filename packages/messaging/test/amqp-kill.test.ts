/** RabbitMQ when it is killed, frozen, blocked and when its queues are deleted: on a server of the test's own. */

import { randomBytes } from "node:crypto";
import amqplib from "amqplib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { amqpBroker } from "../src/amqp.ts";
import type { Broker } from "../src/broker/broker.ts";
import { killingCases, testBroker } from "./broker-suite.ts";
import { CuttableProxy } from "./servers/cuttable-proxy.ts";
import { findRabbitmq, startRabbitmq } from "./servers/rabbitmq-server.ts";
import { isInstalled, type TestServer } from "./servers/test-server.ts";
import { readUrl } from "./target-url.ts";

const type = "customer.orderCreated.v1";
const restaurant = { consumer: "restaurant", types: [type] };

/** Waits until an assertion holds. */
const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

describe.skipIf(!isInstalled("rabbitmq-server", findRabbitmq()))("RabbitMQ of its own", () => {
  let server: TestServer;
  let prefix: string;
  const brokers: Broker[] = [];
  const errors: string[] = [];
  const onError = (error: unknown): void => void errors.push(String(error));

  const url = (more = "", port = server.port): string => `amqp://127.0.0.1:${port}?prefix=${prefix}${more}`;
  const create = (more = "", port = server.port): Broker => {
    const broker = readUrl(amqpBroker(), url(more, port)).create({ onError });
    brokers.push(broker);
    return broker;
  };
  const withChannel = async (work: (channel: amqplib.Channel) => Promise<unknown>): Promise<void> => {
    const control = await amqplib.connect(`amqp://127.0.0.1:${server.port}`);
    try {
      await work(await control.createChannel());
    } finally {
      await control.close();
    }
  };
  const publish = async (broker: Broker, id: string): Promise<string | undefined> =>
    (await broker.publish([{ id, type, text: id }]))[0]?.message;

  beforeAll(async () => {
    server = await startRabbitmq();
  });
  afterAll(() => server.remove());

  const scene = async (play: () => Promise<void>): Promise<void> => {
    prefix = `test-${randomBytes(6).toString("hex")}`;
    errors.length = 0;
    try {
      await play();
    } finally {
      await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    }
  };

  testBroker(
    "RabbitMQ",
    async () => {
      prefix = `test-${randomBytes(6).toString("hex")}`;
      return {
        server,
        create: (options) => readUrl(amqpBroker(), url()).create(options),
        dispose: async () => undefined, // with the server
      };
    },
    killingCases,
  );

  it("declares a deleted queue again, and goes on", () =>
    scene(async () => {
      const broker = create();
      const taken: string[] = [];
      await broker.open([restaurant]);
      await broker.consume("restaurant", async (batch) => void taken.push(...batch.map(({ text }) => text)));
      expect(await publish(broker, "m1")).toBeUndefined();
      await eventually(() => expect(taken).toEqual(["m1"]));
      await withChannel((channel) => channel.deleteQueue(`${prefix}.restaurant`));
      await eventually(() => expect(errors.join()).toContain(`the queue ${prefix}.restaurant was deleted`));
      await eventually(async () => expect(await publish(broker, "m2")).toBeUndefined());
      await eventually(() => expect(taken.at(-1)).toBe("m2"));
    }));

  it("declares a deleted exchange again, when something is published", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      await withChannel((channel) => channel.deleteExchange(`${prefix}.events`));
      expect(await publish(broker, "m1")).toContain("NOT_FOUND");
      await eventually(async () => expect(await publish(broker, "m1")).toBeUndefined());
    }));

  it("declares a queue again that was deleted while none consumed, when a message has come back", () =>
    scene(async () => {
      const broker = create();
      await broker.open([restaurant]);
      await withChannel((channel) => channel.deleteQueue(`${prefix}.restaurant`));
      expect(await publish(broker, "m1")).toContain(type);
      await eventually(async () => expect(await publish(broker, "m1")).toBeUndefined());
    }));

  it("keeps what RabbitMQ itself gives up", () =>
    scene(async () => {
      const broker = create("&deliveries=1&batch=1");
      await broker.open([restaurant]);
      expect(await publish(broker, "m1")).toBeUndefined();
      let started = 0;
      for (let lost = 0; lost < 2; lost += 1) {
        const proxy = await CuttableProxy.start(server.port);
        const consuming = create("&deliveries=1&batch=1", proxy.port);
        await consuming.open([restaurant]);
        const { promise, resolve } = Promise.withResolvers<void>();
        await consuming.consume("restaurant", () => {
          started += 1;
          return promise;
        });
        await eventually(() => expect(started).toBe(lost + 1));
        proxy.cut();
        resolve();
        await consuming.close();
        await proxy.close();
      }
      await withChannel((channel) =>
        eventually(async () => {
          const dead = await channel.get(`${prefix}.dead.letters`, { noAck: true });
          expect(dead === false ? "none" : dead.content.toString()).toBe("m1");
        }),
      );
    }));

  it("fails what is not confirmed in time, when the server is silent", () =>
    scene(async () => {
      const proxy = await CuttableProxy.start(server.port);
      const broker = create("&confirm=300ms", proxy.port);
      await broker.open([restaurant]);
      expect(await publish(broker, "m1")).toBeUndefined();
      proxy.freeze();
      expect(await publish(broker, "m2")).toContain("no confirm within 300 ms; it is slow or silent");
      await eventually(async () => expect(await publish(broker, "m3")).toBeUndefined());
      await broker.close();
      await proxy.close();
    }));

  it("notices a silent server by its heartbeats, and goes on to consume", () =>
    scene(async () => {
      const proxy = await CuttableProxy.start(server.port);
      const consuming = create("&heartbeat=1", proxy.port);
      const publisher = create();
      await consuming.open([restaurant]);
      await publisher.open([restaurant]);
      const taken: string[] = [];
      await consuming.consume("restaurant", async (batch) => void taken.push(...batch.map(({ text }) => text)));
      expect(await publish(publisher, "m1")).toBeUndefined();
      await eventually(() => expect(taken).toEqual(["m1"]));
      proxy.freeze();
      expect(await publish(publisher, "m2")).toBeUndefined();
      await eventually(() => expect(taken.at(-1)).toBe("m2"));
      expect(errors.join()).toContain("Heartbeat timeout");
      await consuming.close();
      await proxy.close();
    }));

  it("hands nothing to another consumer before what a frozen one has at work", () =>
    scene(async () => {
      const proxy = await CuttableProxy.start(server.port);
      const frozen = create("&heartbeat=1&batch=2", proxy.port);
      const next = create();
      await frozen.open([restaurant]);
      await next.open([restaurant]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const begun: string[] = [];
      await frozen.consume("restaurant", (batch) => {
        begun.push(...batch.map(({ text }) => text));
        return promise;
      });
      expect(await publish(next, "m1")).toBeUndefined();
      await eventually(() => expect(begun).toContain("m1")); // it is the one that the server has chosen
      const taken: string[] = [];
      await next.consume("restaurant", async (batch) => void taken.push(...batch.map(({ text }) => text)));
      for (const id of ["m2", "m3", "m4"]) expect(await publish(next, id)).toBeUndefined();
      proxy.freeze();
      await eventually(() => expect(taken).toEqual(["m1", "m2", "m3", "m4"]));
      resolve();
      await frozen.close();
      await proxy.close();
    }));

  it("fails within its time while the server is short of memory, and still consumes", () =>
    scene(async () => {
      const broker = create("&confirm=500ms");
      await broker.open([restaurant]);
      expect(await publish(broker, "m1")).toBeUndefined();
      await server.control("set_vm_memory_high_watermark", "0.0001");
      try {
        await eventually(async () => expect(await publish(broker, "m2")).toContain("it takes nothing: low on memory"));
        const taken: string[] = [];
        const consumption = await broker.consume("restaurant", async (batch) => {
          taken.push(...batch.map(({ text }) => text));
        });
        await eventually(() => expect(taken).toContain("m1"));
        await consumption.stop(); // settles only once the acknowledgement has arrived
      } finally {
        await server.control("set_vm_memory_high_watermark", "0.4");
      }
      await eventually(async () => expect(await publish(broker, "m3")).toBeUndefined());
    }));

  it("reports what to do about a queue that others have declared in another way", () =>
    scene(async () => {
      await withChannel((channel) => channel.assertQueue(`${prefix}.restaurant`, { durable: true }));
      const queue = `the queue ${prefix}.restaurant of RabbitMQ at 127.0.0.1:${server.port}`;
      await expect(create().open([restaurant])).rejects.toThrow(
        new RegExp(`^${queue}: expected x-.+ found none. RabbitMQ cannot change this: .+ set a new \\?prefix= `),
      );
      await withChannel((channel) => channel.deleteQueue(`${prefix}.restaurant`));
    }));

  it("names a refused user without the password", () =>
    scene(async () => {
      const text = `amqp://order:secret@127.0.0.1:${server.port}`;
      const broker = readUrl(amqpBroker(), text).create({ onError });
      const reason = await broker.open([restaurant]).catch(String);
      expect(reason).toContain("ACCESS_REFUSED");
      expect(reason).not.toContain("secret");
      await broker.close();
    }));
});
