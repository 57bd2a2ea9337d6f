/**
 * The repository whose boundaries are checked: the large one of the tests of `seamline check`, with
 * zod in its `node_modules`.
 */

import { readdir, rm, utimes } from "node:fs/promises";
import { createRepository, type Repository } from "../repository/create-repository.ts";
import { checkers } from "./checkers.ts";
import { prepareWeighing } from "./peak-memory.ts";

/** Violations by file: an import of internals, an undeclared edge, and one for a type only. */
const violations: Readonly<Record<string, string>> = {
  "modules/module-5/planted-internals.ts": 'export { value } from "../module-3/part-0/file-22.ts";\n',
  "modules/module-5/planted-edge.ts": 'export { value } from "@clients/module-2/index.ts";\n',
  "modules/module-5/planted-type.ts": 'export type { Row } from "@clients/module-2/index.ts";\n',
};

const large = new URL("../../../packages/cli/test/check/large-repository.ts", import.meta.url).href;

/** Creates one with that many files, with the configuration of every checker. */
export async function createLargeRepository(
  seamline: Parameters<typeof createRepository>[0],
  files: number,
): Promise<Repository> {
  const repository = await createRepository(seamline);
  const { writeLargeRepository } = (await import(large)) as {
    writeLargeRepository(folder: string, options: { readonly files: number }): void;
  };
  writeLargeRepository(repository.folder, { files });
  await prepareWeighing(repository);
  const modules = (await readdir(repository.at("clients"))).map((_, index) => `module-${index + 1}`);
  for (const { configure } of checkers) {
    for (const [path, text] of Object.entries(configure?.(modules) ?? {})) await repository.write(path, text);
  }
  await age(repository);
  return repository;
}

/** Runs `check` while the violations exist. */
export async function withViolations<Result>(repository: Repository, check: () => Promise<Result>): Promise<Result> {
  for (const [path, text] of Object.entries(violations)) await repository.write(path, text);
  const result = await check();
  for (const path of Object.keys(violations)) await rm(repository.at(path));
  return result;
}

/** `true` if a checker's output names every violation. */
export function namesViolations(printed: string): boolean {
  return Object.keys(violations).every((path) => printed.includes(path));
}

/** Backdates files, so that caches treat them as settled. */
async function age(repository: Repository): Promise<void> {
  for (const folder of ["modules", "clients", "shared"]) {
    const entries = await readdir(repository.at(folder), { recursive: true });
    for (const entry of entries) await utimes(repository.at(`${folder}/${entry}`), 1.7e9, 1.7e9);
  }
}
