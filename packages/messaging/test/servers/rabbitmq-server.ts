/** A RabbitMQ server of a test's own, which it may kill. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { findProgram, freePort, type TestServer, untilAccepting, untilRefusing } from "./test-server.ts";

/** Where the program is; `undefined` if it is not installed. */
export function findRabbitmq(): string | undefined {
  // Debian's program in the path becomes another user; the script behind it does not.
  return findProgram("rabbitmq-server", "/usr/lib/rabbitmq/bin");
}

/**
 * Waits until a server has its quorum queues on disk. RabbitMQ writes its list of them half a second after
 * it has confirmed the first message; a queue that a crash leaves out of that list never confirms again.
 */
async function untilRegistered(folder: string): Promise<void> {
  const [node] = await readdir(folder);
  if (node === undefined) return;
  const names = (await readdir(join(folder, node), { withFileTypes: true })).filter((one) => one.isDirectory());
  for (;;) {
    const list = await readFile(join(folder, node, "names.dets"), "latin1");
    if (names.every(({ name }) => list.includes(name))) return;
    await wait(20);
  }
}

/** Starts a server with a folder, a name and ports of its own. */
export async function startRabbitmq(settings = ""): Promise<TestServer> {
  const program = findRabbitmq();
  if (program === undefined) throw new Error("expected rabbitmq-server to be installed");
  const folder = mkdtempSync(join(tmpdir(), "seamline-rabbitmq-"));
  for (const name of ["home", "mnesia", "log"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "plugins"), "[].");
  writeFileSync(join(folder, "rabbitmq.conf"), settings);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    RABBITMQ_NODENAME: `seamline-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_PID_FILE: join(folder, "pid"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 2:2 +sbwt none",
  };
  let child: ChildProcess | undefined;
  const server: TestServer = {
    port,
    async control(...command) {
      await promisify(execFile)(join(dirname(program), "rabbitmqctl"), command, { env });
    },
    async start() {
      child = spawn(program, { cwd: folder, env, detached: true, stdio: "ignore" });
      await untilAccepting(port, child);
    },
    async kill() {
      if (child?.pid === undefined) return;
      await untilRegistered(join(folder, "mnesia", `seamline-${port}@localhost`, "quorum"));
      const ended = once(child, "exit");
      process.kill(-child.pid, "SIGKILL"); // the script and the runtime that it started
      await ended;
      await untilRefusing(port);
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
