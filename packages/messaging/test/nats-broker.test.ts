/** The NATS broker: the suite on the machine's server, and what a killed server keeps on servers of its own. */

import { randomBytes } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { brokerCases } from "../src/conformance.ts";
import { natsBroker } from "../src/nats.ts";
import { type DisposableSubject, testBroker } from "./broker-suite.ts";
import { isNatsThere, startNats } from "./servers/nats-server.ts";
import { readUrl } from "./target-url.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

const provider = natsBroker();

async function createSubject(port: number): Promise<DisposableSubject> {
  const prefix = `test-${randomBytes(4).toString("hex")}`;
  const url = (to: number): string => `nats://127.0.0.1:${to}?prefix=${prefix}`;
  const proxies: TcpProxy[] = [await startTcpProxy(port)];
  return {
    create: (options) => readUrl(provider, url(port)).create(options),
    createContradicting: (options) => readUrl(provider, `${url(port)}&storage=memory&capacity=9`).create(options),
    createCuttable(options) {
      const [proxy] = proxies;
      if (proxy === undefined) throw new Error("no proxy");
      return { broker: readUrl(provider, url(proxy.port)).create(options), cut: proxy.cut, mend: proxy.mend };
    },
    async dispose() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      const connection = await connect({ servers: `127.0.0.1:${port}` });
      const { streams } = await jetstreamManager(connection);
      for (const name of [prefix, `KV_${prefix}-consumers`]) await streams.delete(name).catch(() => undefined);
      await connection.close();
    },
  };
}

if (await isNatsThere()) testBroker("nats", () => createSubject(4222));

testBroker(
  "nats on a server that is killed",
  async () => {
    const server = await startNats();
    const { dispose, ...subject } = await createSubject(server.port);
    return {
      ...subject,
      server,
      async dispose() {
        await dispose();
        await server.remove();
      },
    };
  },
  brokerCases.filter(({ uses }) => uses.includes("server")),
);
