/** A server that is one child process, with a folder and a port of its own. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type TestServer, untilAccepting } from "./test-server.ts";

/** The program of a server. */
export interface ServerProgram {
  /** Its name, for the folder. */
  readonly name: string;
  /** Where it is; `undefined` if it is not installed. */
  readonly path: string | undefined;
  /** Its arguments, for a port and a folder. */
  arguments(port: number, folder: string): readonly string[];
  /** Runs a command on the server. Default: it has none. */
  control?(port: number, command: readonly string[]): Promise<void>;
}

/**
 * Starts a server.
 * @throws {Error} if its program is not installed.
 */
export async function startChildServer(program: ServerProgram): Promise<TestServer> {
  const { name, path, control } = program;
  if (path === undefined) throw new Error(`expected ${name} to be installed`);
  const folder = mkdtempSync(join(tmpdir(), `seamline-${name}-`));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: TestServer = {
    port,
    async control(...command) {
      if (control === undefined) throw new Error(`${name} has no commands`);
      await control(port, command);
    },
    async start() {
      child = spawn(path, program.arguments(port, folder), { stdio: "ignore" });
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
