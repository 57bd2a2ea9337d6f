/** The broker RabbitMQ. */

import { randomBytes } from "node:crypto";
import { it } from "vitest";
import { amqpBroker } from "../src/amqp.ts";
import { type DisposableSubject, testBroker } from "./broker-suite.ts";
import { CuttableProxy } from "./servers/cuttable-proxy.ts";
import { removeFromRabbitmq } from "./servers/remove-names.ts";
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
      await removeFromRabbitmq(prefix);
    },
  };
}

if (isThere) testBroker("RabbitMQ", createSubject);
else it.skip("is skipped: the cases need RabbitMQ at 127.0.0.1:5672, which does not run here");
