/** A Redis server of a test's own, which it may kill. */

import { createClient } from "@redis/client";
import { startChildServer } from "./child-server.ts";
import { findProgram, type TestServer } from "./test-server.ts";

/** Where the program is; `undefined` if it is not installed. */
export function findRedis(): string | undefined {
  return findProgram("redis-server");
}

/** Starts a server with a folder and a port of its own, and settings such as `["--appendonly", "yes"]`. */
export function startRedis(...settings: readonly string[]): Promise<TestServer> {
  return startChildServer({
    name: "redis-server",
    path: findRedis(),
    arguments: (port, folder) => ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...settings],
    async control(port, command) {
      const client = createClient({ socket: { port, host: "127.0.0.1" } });
      client.on("error", () => undefined);
      await client.connect();
      await client.sendCommand([...command]);
      client.destroy();
    },
  });
}
