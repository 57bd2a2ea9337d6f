/**
 * The paths that `paths` and `baseUrl` give to a specifier in a file.
 *
 * A file included by a tsconfig follows that one. A file that none includes - a test beside `src`,
 * a `.js` file - follows the nearest, its references and the configurations beside it, and then
 * those above, as in test runners and bundlers.
 */

import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FindPackageFile, isFile, readTsconfig, type Tsconfig } from "./tsconfig.ts";
import { compileIncludes } from "./tsconfig-includes.ts";

/** The aliases of a repository. */
export interface PathAliases {
  /** Absolute paths for a specifier in a file; the first existing one is the target. */
  candidates(path: string, specifier: string): readonly string[];
  /** The folders merged with the file's by `rootDirs`, for relative specifiers. */
  rootDirs(path: string): readonly string[];
  /** Missing extended configurations, each with the file that extends it. */
  readonly missing: ReadonlyMap<string, string>;
}

interface ReadConfig extends Tsconfig {
  includes(path: string): boolean;
}

/**
 * Creates the aliases; files are read on first use.
 * @param root the checked folder. Tsconfig files above it count as well, up to the root of version
 * control.
 */
export function createPathAliases(root: string, find: FindPackageFile): PathAliases {
  const top = findTop(root);
  const missing = new Map<string, string>();
  const configs = new Map<string, ReadConfig>();
  const read = (file: string): ReadConfig => {
    const found = configs.get(file) ?? compile(readTsconfig(file, find, (at, extended) => missing.set(extended, at)));
    configs.set(file, found);
    return found;
  };
  const byFolder = new Map<string, readonly ReadConfig[]>();
  /** The configurations of a folder, referenced ones before those that reference them. */
  const configsAt = (folder: string): readonly ReadConfig[] => {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const own = ["tsconfig.json", "jsconfig.json"]
      .map((name) => join(folder, name))
      .filter(isFile)
      .map(read);
    const referred = own.flatMap(({ references }) => references.filter(isFile).map(read));
    const beside = (isWithin(folder, root) ? listNeighbours(folder) : []).map((name) => join(folder, name)).map(read);
    const found = [...new Set([...referred, ...own, ...beside])];
    byFolder.set(folder, found);
    return found;
  };
  const configsOf = (path: string): readonly ReadConfig[] => {
    const all: ReadConfig[] = [];
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const here = configsAt(folder);
      const including = here.filter((one) => one.includes(path));
      if (including.length > 0) return including;
      all.push(...here);
      if (folder === top || folder === dirname(folder)) return all;
    }
  };
  const chosen = new Map<string, readonly ReadConfig[]>();
  const cached = (path: string): readonly ReadConfig[] => {
    const found = chosen.get(path) ?? configsOf(path);
    chosen.set(path, found);
    return found;
  };
  return {
    missing,
    candidates: (path, specifier) => [...new Set(cached(path).flatMap((one) => expand(one, specifier)))],
    rootDirs: (path) => cached(path).flatMap(({ rootDirs }) => rootDirs),
  };
}

function compile(config: Tsconfig): ReadConfig {
  return { ...config, includes: compileIncludes(config) };
}

function findTop(root: string): string {
  for (let at = root; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, ".git"))) return at;
  return root;
}

function isWithin(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(`${root}/`);
}

function listNeighbours(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^tsconfig\..+\.json$/.test(name))
    .sort();
}

/** The longest matching pattern decides, then `baseUrl`. */
function expand({ paths, baseUrl }: Tsconfig, specifier: string): readonly string[] {
  const matching = [...paths.keys()]
    .flatMap((pattern) => {
      const [before = "", after] = pattern.split("*", 2);
      if (after === undefined)
        return pattern === specifier ? [{ pattern, star: "", length: Number.POSITIVE_INFINITY }] : [];
      const fits =
        specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
      return fits
        ? [{ pattern, star: specifier.slice(before.length, specifier.length - after.length), length: before.length }]
        : [];
    })
    .sort((one, other) => other.length - one.length);
  const [best] = matching;
  const aliased = best === undefined ? [] : (paths.get(best.pattern) ?? []).map((path) => path.replace("*", best.star));
  return baseUrl === undefined ? aliased : [...aliased, join(baseUrl, specifier)];
}
