/** The sources of a generation, as they are remembered: files by their content, packages by the place they were found in. */

import { existsSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import { hashFile } from "./content-hash.ts";

/** Everything that a generation was made from. */
export interface Sources {
  /** Hashes by path; `null` for a `package.json` that would count if somebody wrote it. */
  readonly files: Readonly<Record<string, string | null>>;
  /** The packages that were imported by name. */
  readonly packages: readonly ImportedPackage[];
}

/** A package as the files of one folder see it. */
export interface ImportedPackage {
  readonly specifier: string;
  /** The folder of the files that import it. */
  readonly importer: string;
  readonly packageFile: string;
}

/** Whether all of it is as it was. */
export function areUnchanged({ files, packages }: Sources): boolean {
  return (
    Object.entries(files).every(([path, known]) => (known === null ? !existsSync(path) : hashFile(path) === known)) &&
    packages.every(({ specifier, importer, packageFile }) => findPackageFile(specifier, importer) === packageFile)
  );
}

/** The `package.json` of what an import by name means in a folder. */
export function findPackageFile(specifier: string, importer: string): string | undefined {
  try {
    const found = findPackageJSON(specifier, pathToFileURL(importer + sep));
    return found === undefined ? undefined : realpathSync(found);
  } catch {
    return undefined; // there is no such package
  }
}
