/** A Redis server of a test's own, which it may kill. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { findProgram, freePort, type TestServer, untilAccepting } from "./test-server.ts";

/** Where the program is; `undefined` if it is not installed. */
export function findRedis(): string | undefined {
  return findProgram("redis-server");
}

/** Starts a server with a folder and a port of its own, and settings such as `["--appendonly", "yes"]`. */
export async function startRedis(...settings: readonly string[]): Promise<TestServer> {
  const program = findRedis();
  if (program === undefined) throw new Error("expected redis-server to be installed");
  const folder = mkdtempSync(join(tmpdir(), "seamline-redis-"));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: TestServer = {
    port,
    async control(...command) {
      const client = createClient({ socket: { port, host: "127.0.0.1" } });
      client.on("error", () => undefined);
      await client.connect();
      await client.sendCommand(command);
      client.destroy();
    },
    async start() {
      const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
      child = spawn(program, [...place, ...settings], { stdio: "ignore" });
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
