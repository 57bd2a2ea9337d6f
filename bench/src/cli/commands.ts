/** The measured commands and the state in which each starts. To add one, add an entry. */

import { rm } from "node:fs/promises";
import type { Repository } from "../repository/create-repository.ts";

/** A command in a repository. */
export interface MeasuredCommand {
  readonly name: string;
  /** The limit for the command in milliseconds; `undefined` if there is none. */
  readonly target?: number;
  /** Arguments of `seamline`; `undefined` for a Node that does nothing. */
  readonly args: readonly string[] | undefined;
  /** Brings the repository into the state in which the command is measured. */
  prepare?(repository: Repository): Promise<void>;
  /** The expected output. */
  readonly prints: RegExp;
}

/** The folder of the commands' caches. Node's cache of compiled code is put beside it. */
export const caches = "node_modules/.cache";

const generated = "clients/big/src/generated";

/** Removes the caches, as on a machine that has never run the command. */
async function forget(repository: Repository): Promise<void> {
  for (const path of [caches, generated]) await rm(repository.at(path), { recursive: true, force: true });
}

let edits = 0;

async function edit(repository: Repository): Promise<void> {
  edits += 1;
  await repository.write("clients/big/src/edited.ts", `export const summary = "edited ${edits} times";\n`);
}

/** The command that ratios refer to. */
export const floor: MeasuredCommand = { name: "node (doing nothing)", args: undefined, prints: /^$/ };

/** All commands, in the order of the table. */
export const commands: readonly MeasuredCommand[] = [
  floor,
  { name: "seamline --help", args: ["--help"], prints: /generate/ },
  {
    name: "generate (the first time)",
    target: 2_000,
    args: ["generate"],
    prepare: forget,
    prints: /files of 1 client/,
  },
  {
    name: "generate (contract edited)",
    target: 2_000,
    args: ["generate"],
    prepare: edit,
    prints: /changed|up to date/,
  },
  { name: "generate (unchanged)", target: 300, args: ["generate"], prints: /up to date/ },
  { name: "generate --check (unchanged)", target: 300, args: ["generate", "--check"], prints: /up to date/ },
  { name: "generate --no-cache (unchanged)", args: ["generate", "--no-cache"], prints: /up to date/ },
  { name: "explain (one operation)", args: ["explain", "big.op0"], prints: /^big\.op0/ },
];
