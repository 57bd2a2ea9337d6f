/** The cached sources of a generation: files by content, packages by resolved `package.json`. */

import { existsSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import { hashFile } from "./content-hash.ts";

/** All sources of a generation. */
export interface Sources {
  /** Hashes by path; `null` for a `package.json` that does not exist and would take precedence. */
  readonly files: Readonly<Record<string, string | null>>;
  /** The packages imported by name. */
  readonly packages: readonly ImportedPackage[];
}

/** A package as resolved from one folder. */
export interface ImportedPackage {
  readonly specifier: string;
  /** The folder of the importing files. */
  readonly importer: string;
  readonly packageFile: string;
}

/** Checks that all files and packages are unchanged. */
export function areUnchanged({ files, packages }: Sources): boolean {
  return (
    Object.entries(files).every(([path, known]) => (known === null ? !existsSync(path) : hashFile(path) === known)) &&
    packages.every(({ specifier, importer, packageFile }) => findPackageFile(specifier, importer) === packageFile)
  );
}

/** The `package.json` of the package that an import by name resolves to from a folder. */
export function findPackageFile(specifier: string, importer: string): string | undefined {
  try {
    const found = findPackageJSON(specifier, pathToFileURL(importer + sep));
    return found === undefined ? undefined : realpathSync(found);
  } catch {
    return undefined; // no such package
  }
}
