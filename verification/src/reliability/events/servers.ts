/** Broker servers of a run's own, which it may kill: another port, another folder. */

import { findNats, startNats } from "@seamline/messaging/test/servers/nats-server.ts";
import { findRabbitmq, startRabbitmq } from "@seamline/messaging/test/servers/rabbitmq-server.ts";
import { findRedis, startRedis } from "@seamline/messaging/test/servers/redis-server.ts";
import type { TestServer } from "@seamline/messaging/test/servers/test-server.ts";

/** A kind of broker. */
export type BrokerKind = "nats" | "amqp" | "redis";

/** A server that runs, with its URL. */
export interface BrokerServer extends AsyncDisposable {
  readonly url: string;
  /** Ends it by SIGKILL, and starts it again with its data. */
  crash(): Promise<void>;
}

/** The kinds whose programs are installed. */
export function listBrokers(): readonly BrokerKind[] {
  const found: readonly (readonly [BrokerKind, string | undefined])[] = [
    ["nats", findNats()],
    ["amqp", findRabbitmq()],
    ["redis", findRedis()],
  ];
  return found.filter(([, program]) => program !== undefined).map(([kind]) => kind);
}

/** Starts a server. */
export async function startBroker(kind: BrokerKind): Promise<BrokerServer> {
  const server = await startServer(kind);
  return {
    url: `${kind}://127.0.0.1:${server.port}`,
    async crash() {
      await server.kill();
      await server.start();
    },
    [Symbol.asyncDispose]: () => server.remove(),
  };
}

function startServer(kind: BrokerKind): Promise<TestServer> {
  switch (kind) {
    case "amqp":
      return startRabbitmq();
    case "redis":
      return startRedis("--appendonly", "yes", "--appendfsync", "always");
    case "nats":
      return startNats();
  }
}
