/** Importing a user's TypeScript file the way Node itself runs it: types are stripped, nothing is compiled. */

import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { UserError } from "../error/user-error.ts";
import { explainLoadFailure } from "./explain-load-failure.ts";

/**
 * Imports a file and returns its exports. A file is evaluated once per process; a change is seen by a new process only.
 *
 * @param purpose what the file is for, as `the contract of the client package`.
 * @throws {UserError} naming the file, what is wrong with it and what to write instead.
 */
export async function importFile(file: string, purpose: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new UserError([`${file}: expected ${purpose}, found no file; write it`]);
  if (/\.[mc]?ts$/.test(file) && !process.features.typescript) {
    throw new UserError([
      `${file}: this Node (${process.version}) cannot run TypeScript files; use Node 22.18 or later, without --no-strip-types`,
    ]);
  }
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (reason) {
    throw new UserError(explainLoadFailure(file, reason), { cause: reason });
  }
}
