/** Broker servers of a run's own, which it may kill: another port, another folder. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findRabbitmq, startRabbitmq } from "@seamline/messaging/test/servers/rabbitmq-server.ts";
import { findRedis, startRedis } from "@seamline/messaging/test/servers/redis-server.ts";
import { freePort, type TestServer, untilAccepting } from "@seamline/messaging/test/servers/test-server.ts";

type Server = Pick<TestServer, "port" | "start" | "kill" | "remove">;

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

function startServer(kind: BrokerKind): Promise<Server> {
  switch (kind) {
    case "amqp":
      return startRabbitmq();
    case "redis":
      return startRedis("--appendonly", "yes", "--appendfsync", "always");
    case "nats":
      return startNats();
  }
}

function findNats(): string | undefined {
  const folders = ["/usr/sbin", "/usr/local/bin", ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, "nats-server")).find((path) => existsSync(path));
}

async function startNats(): Promise<Server> {
  const program = findNats();
  if (program === undefined) throw new Error("expected nats-server to be installed");
  const folder = mkdtempSync(join(tmpdir(), "seamline-nats-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: Server = {
    port,
    async start() {
      child = spawn(program, ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
      await untilAccepting(port, child);
    },
    async kill() {
      if (child === undefined) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      child = undefined;
    },
    async remove() {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
