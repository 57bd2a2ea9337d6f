/** The peak memory of a program: a file that starts it writes the figure at exit. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Repository } from "../repository/create-repository.ts";
import type { Outcome } from "../repository/run-process.ts";

/** The outcome of a process and its peak memory. */
export interface WeighedOutcome extends Outcome {
  /** Peak memory of the process in bytes, all threads included. */
  readonly peak: number;
}

const hook = "node_modules/.weigh/hook.cjs";
const report = "node_modules/.weigh/peak";

/**
 * Imports the program as if Node had been given it: a Node option would make `seamline generate`
 * ignore its cache. A program inherits the `maxRSS` of its parent, so on Linux the peak of this
 * program alone is read.
 */
const source = `const { readFileSync, writeFileSync } = require("node:fs");
const { pathToFileURL } = require("node:url");
function peak() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
}
process.on("exit", () => writeFileSync(process.env.BENCH_PEAK, String(peak() * 1024)));
process.argv.splice(1, 1);
if (process.argv[1] !== undefined) import(pathToFileURL(process.argv[1]));
`;

/** Adds the file to the repository. */
export async function prepareWeighing(repository: Repository): Promise<void> {
  await repository.write(hook, source);
}

/**
 * Runs a file of the repository with arguments and measures its peak memory; without arguments, a
 * program that does nothing.
 */
export async function weigh(
  repository: Repository,
  [file, ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<WeighedOutcome> {
  const program = file === undefined ? [] : [resolve(repository.folder, file), ...args];
  const outcome = await repository.node([hook, ...program], { ...env, BENCH_PEAK: repository.at(report) });
  return { ...outcome, peak: Number(await readFile(repository.at(report), "utf8")) };
}
