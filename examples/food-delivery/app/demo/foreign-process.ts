/** The services of examples/hybrid: the courier in Python and the restaurant in PHP, as processes. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ApplicationProcess, StartFailure, type Variables } from "./application-process.ts";

const folder = fileURLToPath(new URL("../../../hybrid/", import.meta.url));

/** Debian's Python is the one with its packages; another one may come first. */
const pythons = ["python3", "/usr/bin/python3"] as const;
const pythonCheck = "import fastapi, uvicorn";
const phpCheck =
  "require 'Symfony/Component/HttpKernel/autoload.php'; require 'Symfony/Component/Routing/autoload.php'; new PDO('sqlite::memory:');";

/** Debian's packages for both services. */
export const hybridPackages: readonly string[] = [
  ...["python3-fastapi", "python3-uvicorn"],
  ...["php-cli", "php-sqlite3", "php-symfony-http-kernel", "php-symfony-routing"],
];

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function findPython(): string | undefined {
  return pythons.find((python) => succeeds(python, ["-c", pythonCheck]));
}

/** `true` if this machine can run both services. */
export function canRunHybrid(): boolean {
  return findPython() !== undefined && succeeds("php", ["-r", phpCheck]);
}

/** Starts the courier in Python; it prints a line once it is ready, as the application does. */
export async function startPythonCourier(variables: Variables): Promise<ApplicationProcess> {
  const program = new Program(findPython() ?? "python3", ["main.py"], `${folder}courier`, variables);
  const line = await program.next("stdout", (text) => text.startsWith("{"));
  const { public: publicUrl, internal } = JSON.parse(line) as { public: string; internal: string };
  return program.describe(publicUrl, internal, ["courier"]);
}

/** Starts the restaurant in PHP on a port of 127.0.0.1. */
export async function startPhpRestaurant(port: number, variables: Variables): Promise<ApplicationProcess> {
  const migration = new Program("php", ["migrate.php"], `${folder}restaurant`, variables);
  if ((await migration.ended) !== 0) throw new StartFailure(1, migration.log());
  const address = `127.0.0.1:${port}`;
  const program = new Program("php", ["-S", address, "index.php"], `${folder}restaurant`, variables);
  await program.next("stderr", (text) => text.endsWith("started"));
  return program.describe(`http://${address}`, `http://${address}`, ["restaurant"]);
}

/** A child process whose log is kept. */
class Program {
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #log: string[] = [];
  readonly #watchers = new Set<(stream: "stdout" | "stderr", line: string) => void>();

  constructor(command: string, args: readonly string[], cwd: string, variables: Variables) {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1", ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of ["stdout", "stderr"] as const) {
      createInterface(child[stream]).on("line", (line) => {
        if (stream === "stderr") this.#log.push(`${line}\n`);
        for (const watch of this.#watchers) watch(stream, line);
      });
    }
    const killWithParent = (): void => void child.kill("SIGKILL");
    process.once("exit", killWithParent);
    const closed = once(child, "close") as Promise<[number | null]>;
    this.ended = closed.then(([code]) => {
      process.removeListener("exit", killWithParent);
      return code;
    });
  }

  log(): string {
    return this.#log.join("");
  }

  /** Waits for a line. @throws {StartFailure} if the process ends before it. */
  async next(stream: "stdout" | "stderr", isWanted: (line: string) => boolean): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const watch = (from: "stdout" | "stderr", line: string): void => {
      if (from === stream && isWanted(line)) resolve(line);
    };
    this.#watchers.add(watch);
    const line = await Promise.race([promise, this.ended.then(() => undefined)]);
    this.#watchers.delete(watch);
    if (line === undefined) throw new StartFailure(await this.ended, this.log());
    return line;
  }

  describe(publicUrl: string, internal: string, modules: readonly string[]): ApplicationProcess {
    return {
      public: publicUrl,
      internal,
      modules,
      ended: this.ended,
      log: () => this.log(),
      signal: (name) => void this.#child.kill(name),
      stop: (name = "SIGTERM") => {
        this.#child.kill(name);
        return this.ended;
      },
    };
  }
}
