/** One running process of the application: the built artefact, started as in production. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The built artefact. */
export const artefact: string = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** Environment variables of a process, beside those that every process needs. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A process that has printed its ready line. */
export interface ApplicationProcess {
  /** The base URL of its public listener. */
  readonly public: string;
  /** The base URL of its internal listener. */
  readonly internal: string;
  /** The services it hosts. */
  readonly modules: readonly string[];
  /** Settles once the process has ended. */
  readonly ended: Promise<unknown>;
  /** The text written to stderr so far. */
  log(): string;
  /** Sends a signal without waiting. */
  signal(name: NodeJS.Signals): void;
  /**
   * Ends the process with a signal, SIGTERM by default. Settles with the exit code; `null` after a
   * kill.
   */
  stop(name?: NodeJS.Signals): Promise<number | null>;
}

/** The error of a process that ended before it was ready. */
export class StartFailure extends Error {
  readonly code: number | null;
  readonly log: string;

  constructor(code: number | null, log: string) {
    super(`The application process ended with ${code ?? "a signal"} before it was ready:\n${log}`);
    this.name = "StartFailure";
    this.code = code;
    this.log = log;
  }
}

/**
 * Starts a process and waits until it is ready. It ends with this process at the latest.
 * @throws {StartFailure} if it ends before it is ready.
 */
export async function startProcess(
  variables: Variables,
  nodeOptions: readonly string[] = [],
): Promise<ApplicationProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...nodeOptions, artefact], {
    env: { PATH: process.env.PATH, PUBLIC_PORT: "0", INTERNAL_PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => log.push(text));
  const ended = once(child, "close") as Promise<[number | null]>;
  const killWithParent = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithParent);
  void ended.then(() => process.removeListener("exit", killWithParent));

  const lines = createInterface(child.stdout);
  const [first] = await Promise.race([once(lines, "line") as Promise<[string]>, ended.then(() => [undefined])]);
  if (first === undefined) throw new StartFailure((await ended)[0], log.join(""));
  return { ...readReadyLine(first), ended, log: () => log.join(""), signal: (name) => void child.kill(name), stop };

  async function stop(name: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (isRunning(child)) child.kill(name);
    return (await ended)[0];
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function readReadyLine(line: string): Pick<ApplicationProcess, "public" | "internal" | "modules"> {
  const { ready, ...rest } = JSON.parse(line) as { ready: boolean } & ReturnType<typeof readReadyLine>;
  if (!ready) throw new Error(`Expected the ready line of the application, found: ${line}`);
  return rest;
}
