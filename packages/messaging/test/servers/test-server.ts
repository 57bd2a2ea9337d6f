/** A server that a test starts, kills and starts again with its data. */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A server that runs. */
export interface TestServer {
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** Runs a command of the program that controls it. */
  control(...command: readonly string[]): Promise<void>;
  /** Starts it again, with the data that it had. */
  start(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Ends it, and removes its data. */
  remove(): Promise<void>;
}

/** Finds a program in some folders and those of the path; `undefined` if it is in none. */
export function findProgram(name: string, ...folders: readonly string[]): string | undefined {
  const path = (process.env.PATH ?? "").split(delimiter);
  return [...folders, ...path].map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A port that is free. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Waits until a server takes connections. Rejects if its process ends before. */
export async function untilAccepting(port: number, child?: ChildProcess): Promise<void> {
  while (!(await isAccepting(port))) {
    if (typeof child?.exitCode === "number")
      throw new Error(`expected a server on port ${port}; it ended with ${child.exitCode}`);
    await wait(20);
  }
}

/** Waits until a killed server is gone: the processes of a group do not end at the same time. */
export async function untilRefusing(port: number): Promise<void> {
  while (await isAccepting(port)) await wait(5);
}

/**
 * Tests whether a service that tests share runs on 127.0.0.1.
 * @throws {Error} if it does not though `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export async function isReachable(name: string, port: number): Promise<boolean> {
  if (await isAccepting(port)) return true;
  if (process.env.SEAMLINE_REQUIRE_SERVICES === "1") {
    throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${name} at 127.0.0.1:${port}`);
  }
  return false;
}

/**
 * Tests whether a program was found.
 * @throws {Error} if it was not though `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export function isInstalled(program: string, path: string | undefined): boolean {
  if (path !== undefined) return true;
  if (process.env.SEAMLINE_REQUIRE_SERVICES === "1") throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${program}`);
  return false;
}

function isAccepting(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
