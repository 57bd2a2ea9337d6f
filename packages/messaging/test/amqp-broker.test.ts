/** The broker RabbitMQ. */

import { randomBytes } from "node:crypto";
import amqplib from "amqplib";
import { it } from "vitest";
import { amqpBroker } from "../src/amqp.ts";
import { type DisposableSubject, testBroker } from "./broker-suite.ts";
import { CuttableProxy } from "./servers/cuttable-proxy.ts";
import { isReachable } from "./servers/test-server.ts";
import { readUrl } from "./target-url.ts";

const provider = amqpBroker();
const port = 5672;
const isThere = await isReachable("RabbitMQ", port);

/** A name space on the server that all tests share. */
async function createSubject(): Promise<DisposableSubject> {
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  const proxy = await CuttableProxy.start(port);
  const url = (at: number, more = ""): string => `amqp://guest:guest@127.0.0.1:${at}?prefix=${prefix}${more}`;
  return {
    create: (options) => readUrl(provider, url(port)).create(options),
    createContradicting: (options) => readUrl(provider, url(port, "&deliveries=7")).create(options),
    createCuttable: (options) => ({
      broker: readUrl(provider, url(proxy.port)).create(options),
      cut: async () => proxy.cut(),
      mend: async () => proxy.mend(),
    }),
    async dispose() {
      await proxy.close();
      await removeAll(prefix);
    },
  };
}

/** Removes the exchanges and queues of a prefix; those of consumers are the ones that the suite uses. */
async function removeAll(prefix: string): Promise<void> {
  const connection = await amqplib.connect(`amqp://guest:guest@127.0.0.1:${port}`);
  const channel = await connection.createChannel();
  const long = ["c".repeat(100), `${"c".repeat(99)}-`, `${"c".repeat(99)}_`];
  const consumers = ["restaurant", "delivery", "accounting", "kitchen", "customer", ...long, "dead.letters"];
  for (const consumer of consumers) await channel.deleteQueue(`${prefix}.${consumer}`);
  for (const exchange of ["events", "dead.letters"]) await channel.deleteExchange(`${prefix}.${exchange}`);
  await connection.close();
}

if (isThere) testBroker("RabbitMQ", createSubject);
else it.skip("RabbitMQ is not running");
