/** Runs a program to its end: its output, and the time from start to exit. */

import { spawn } from "node:child_process";

/** The outcome of a process. */
export interface Outcome {
  readonly stdout: string;
  /** Nanoseconds from the start to the exit. */
  readonly elapsed: number;
}

/** The folder and the environment of a process. */
export interface ProcessOptions {
  readonly cwd: string;
  /** Environment variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program.
 * @throws {Error} with all of its output if its exit code is not 0.
 */
export function runProcess(file: string, args: readonly string[], options: ProcessOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let elapsed = 0;
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once("error", reject);
    child.once("exit", () => {
      elapsed = Number(process.hrtime.bigint() - started);
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve({ stdout: stdout.join(""), elapsed });
      else {
        const printed = [...stdout, ...stderr].join("").slice(0, 4_000);
        reject(new Error(`${file} ${args.join(" ")} ended with ${code ?? signal}:\n${printed}`));
      }
    });
  });
}

/**
 * Runs a JavaScript or TypeScript file with this Node.
 * @throws {Error} as {@link runProcess} does.
 */
export function runNode(args: readonly string[], options: ProcessOptions): Promise<Outcome> {
  return runProcess(process.execPath, args, options);
}

function collect(stream: NodeJS.ReadableStream): string[] {
  const parts: string[] = [];
  stream.setEncoding("utf8").on("data", (text: string) => parts.push(text));
  return parts;
}
