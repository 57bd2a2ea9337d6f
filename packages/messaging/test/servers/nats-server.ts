/** A NATS server of a test's own, which it can kill. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";

/** A server with a port and a folder of its own. */
export interface OwnServer {
  /** Its port. */
  readonly port: number;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again over its folder. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

/** Starts a server. @param flags more arguments of `nats-server`. */
export async function startNatsServer(flags: readonly string[] = []): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "seamline-nats-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  const start = async (): Promise<void> => {
    child = spawn("nats-server", ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder, ...flags], {
      stdio: "ignore",
    });
    await once(child, "spawn");
    await untilOpen(port);
  };
  await start();
  return {
    port,
    kill,
    start,
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return (address as { port: number }).port;
}

async function untilOpen(port: number): Promise<void> {
  for (;;) {
    try {
      const connection = await connect({
        servers: `127.0.0.1:${port}`,
        reconnect: false,
        timeout: 1_000,
        user: "u",
        pass: "p",
      });
      return await connection.close();
    } catch (reason) {
      if ((reason as Error).name === "AuthorizationError") return;
      await wait(10);
    }
  }
}

/** Tests for the server of the machine. @throws {Error} without it, if SEAMLINE_REQUIRE_SERVICES is set. */
export async function isNatsThere(): Promise<boolean> {
  try {
    await (await connect({ servers: "127.0.0.1:4222", reconnect: false, timeout: 1_000 })).close();
    return true;
  } catch (cause) {
    if (process.env.SEAMLINE_REQUIRE_SERVICES === "1")
      throw new Error("SEAMLINE_REQUIRE_SERVICES=1 expects NATS at 127.0.0.1:4222", { cause });
    console.warn("Skipped: the messaging tests on NATS, as no server listens at 127.0.0.1:4222.");
    return false;
  }
}
