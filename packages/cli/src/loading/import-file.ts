/**
 * Imports a user's TypeScript file as Node itself does: types are stripped, nothing is compiled.
 */

import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { UserError } from "../error/user-error.ts";
import { explainLoadFailure } from "./explain-load-failure.ts";
import { useLoadHooks } from "./load-hooks.ts";
import type { ImportExtension } from "./resolve-fallback.ts";

/** The file being imported, to be named if the process ends meanwhile. */
let loading: string | undefined;

/** The file being imported, if any. */
export function currentlyLoading(): string | undefined {
  return loading;
}

/**
 * Imports a file and returns its exports. A file is evaluated once per process; start a new process
 * to see a change.
 * @param purpose the role of the file, as `the contract of the client package`.
 * @param extension the ending of relative imports. Default: `ts`, which Node runs.
 * @throws {UserError} naming the file, its fault and the correction.
 */
export async function importFile(
  file: string,
  purpose: string,
  extension: ImportExtension = "ts",
): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) throw new UserError([`${file}: expected ${purpose}, found no file; write it`]);
  if (/\.[mc]?ts$/.test(file) && !process.features.typescript) {
    throw new UserError([
      `${file}: this Node (${process.version}) cannot run TypeScript files; use Node 22.18 or later, without --no-strip-types`,
    ]);
  }
  const hooks = useLoadHooks(extension);
  loading = file;
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (reason) {
    throw new UserError(explainLoadFailure(file, reason, hooks.lastLoaded()), { cause: reason });
  } finally {
    loading = undefined;
    hooks.release();
  }
}
