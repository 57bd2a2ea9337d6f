/** The faces of the published packages: the entry points that their users import. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../snippets.ts";

/** One entry point. */
export interface Face {
  /** The import specifier: `@seamline/core/extend`. */
  readonly name: string;
  /** The absolute path of its source. */
  readonly file: string;
}

/** Entries shared by our packages, without semantic versioning. */
const ownEntries: ReadonlySet<string> = new Set(["./internal", "./openapi", "./settings", "./signing", "./wire"]);

/**
 * Lists the faces that semantic versioning covers, by name. Entries for our tests are not listed.
 */
export function findFaces(): readonly Face[] {
  return readdirSync(join(root, "packages"))
    .flatMap(facesOf)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function facesOf(folder: string): readonly Face[] {
  const path = join(root, "packages", folder);
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string>;
    publishConfig: { exports: Record<string, unknown> };
  };
  return Object.entries(manifest.exports)
    .filter(([entry]) => entry in manifest.publishConfig.exports && !ownEntries.has(entry))
    .map(([entry, source]) => ({ name: manifest.name + entry.slice(1), file: join(path, source) }));
}
