/** A NATS server of a test's own, which it may kill. */

import { startChildServer } from "./child-server.ts";
import { findProgram, isReachable, type TestServer } from "./test-server.ts";

/** Where the program is; `undefined` if it is not installed. */
export function findNats(): string | undefined {
  return findProgram("nats-server", "/usr/sbin", "/usr/local/bin");
}

/** Starts a server with JetStream, a folder and a port of its own, and more arguments of `nats-server`. */
export function startNats(...settings: readonly string[]): Promise<TestServer> {
  return startChildServer({
    name: "nats-server",
    path: findNats(),
    arguments: (port, folder) => ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", folder, ...settings],
  });
}

/** Tests for the server of the machine. @throws {Error} without it, if SEAMLINE_REQUIRE_SERVICES is set. */
export async function isNatsThere(): Promise<boolean> {
  if (await isReachable("NATS", 4222)) return true;
  console.warn("Skipped: the messaging tests on NATS, as no server listens at 127.0.0.1:4222.");
  return false;
}
