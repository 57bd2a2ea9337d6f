/** The packages of a repository: every `package.json` that lies in it. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../error/user-error.ts";
import { typesPackageOf } from "./package-name.ts";

/** One `package.json`. */
export interface WorkspacePackage {
  /** Relative to the repository; `""` is the repository itself. */
  readonly folder: string;
  readonly name: string | undefined;
  /** Names of all dependencies, of whatever kind. */
  readonly declared: ReadonlySet<string>;
  readonly exports: unknown;
}

/** The packages of a repository, by folder and by name. */
export interface WorkspacePackages {
  byName(name: string): WorkspacePackage | undefined;
  /** All that have a name. */
  readonly named: readonly WorkspacePackage[];
  /** Whether a package that a file's folder belongs to declares a dependency, or its types. */
  declares(folder: string, name: string): boolean;
}

/** Reads the packages of the folders that hold source files, and of the folders above these. @throws {UserError} for broken JSON. */
export function readWorkspacePackages(root: string, files: readonly string[]): WorkspacePackages {
  const byFolder = new Map<string, WorkspacePackage | undefined>();
  const visit = (folder: string): void => {
    if (byFolder.has(folder)) return;
    byFolder.set(folder, readPackage(root, folder));
    if (folder !== "") visit(parentOf(folder));
  };
  for (const file of files) visit(parentOf(file));
  const named = [...byFolder.values()].filter((one) => one?.name !== undefined) as WorkspacePackage[];
  const names = new Map(named.map((one) => [one.name, one]));
  return {
    named,
    byName: (name) => names.get(name),
    declares(folder, name) {
      for (let at = folder; ; at = parentOf(at)) {
        const found = byFolder.get(at);
        if (found?.declared.has(name) || found?.declared.has(typesPackageOf(name))) return true;
        if (at === "") return false;
      }
    },
  };
}

/** The folder of a path; `""` for what lies in the repository itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function readPackage(root: string, folder: string): WorkspacePackage | undefined {
  const file = join(root, folder, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    const kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    const declared = new Set(kinds.flatMap((kind) => Object.keys((manifest[kind] as object | undefined) ?? {})));
    const name = typeof manifest.name === "string" ? manifest.name : undefined;
    return { folder, name, declared, exports: manifest.exports };
  } catch (reason) {
    throw new UserError([`${file}: expected JSON, found a fault: ${(reason as Error).message}; correct it`]);
  }
}
