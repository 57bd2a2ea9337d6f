/** Children of a run: real processes that are started, ended in good order, or killed. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ChildSettings } from "./program.ts";

const program = fileURLToPath(new URL("program.ts", import.meta.url));
/** Lines of stderr that are kept for a report. */
const keptLines = 20;

/** The end of a child. */
export interface ChildEnd {
  /** `true` if a SIGKILL ended it. */
  readonly killed: boolean;
  /** The exit code, if it ended by itself. */
  readonly code: number | null;
}

/** A child process. */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  /** Settles when it has started, or has ended before. */
  readonly started: Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<ChildEnd>;

  constructor(settings: ChildSettings) {
    this.#process = fork(program, [JSON.stringify(settings)], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lines.push(...text.split("\n").filter((line) => line !== ""));
      this.#lines.splice(0, this.#lines.length - keptLines);
    });
    this.ended = once(this.#process, "exit").then(([code, signal]) => ({ killed: signal === "SIGKILL", code }));
    this.started = Promise.race([
      once(this.#process, "message").then(() => undefined),
      this.ended.then(() => undefined),
    ]);
  }

  /** The last lines that it wrote to stderr. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Places no more orders. */
  rest(): void {
    this.#send("rest");
  }

  /** Ends it in good order. */
  async stop(): Promise<ChildEnd> {
    this.#send("stop");
    return this.ended;
  }

  /** Ends it by SIGKILL. */
  async kill(): Promise<ChildEnd> {
    this.#process.kill("SIGKILL");
    return this.ended;
  }

  #send(word: string): void {
    if (this.#process.connected) this.#process.send(word, () => undefined); // it may end meanwhile
  }
}
