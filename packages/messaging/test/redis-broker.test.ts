/** The broker Redis, on the server that all tests share. */

import { randomBytes } from "node:crypto";
import { it } from "vitest";
import { redisBroker } from "../src/redis.ts";
import { type DisposableSubject, testBroker } from "./broker-suite.ts";
import { CuttableProxy } from "./servers/cuttable-proxy.ts";
import { removeFromRedis } from "./servers/remove-names.ts";
import { isReachable } from "./servers/test-server.ts";
import { readUrl } from "./target-url.ts";

const provider = redisBroker();
const port = 6379;

/** A name space of its own. */
async function createSubject(): Promise<DisposableSubject> {
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  const proxy = await CuttableProxy.start(port);
  const url = (at: number, more = ""): string => `redis://127.0.0.1:${at}?prefix=${prefix}${more}`;
  return {
    create: (options) => readUrl(provider, url(port)).create(options),
    createContradicting: (options) => readUrl(provider, url(port, "&durability=always")).create(options),
    createCuttable: (options) => ({
      broker: readUrl(provider, url(proxy.port)).create(options),
      cut: async () => proxy.cut(),
      mend: async () => proxy.mend(),
    }),
    async dispose() {
      await proxy.close();
      await removeFromRedis(prefix);
    },
  };
}

if (await isReachable("Redis", port)) testBroker("Redis", createSubject);
else it.skip("is skipped: the cases need Redis at 127.0.0.1:6379, which does not run here");
