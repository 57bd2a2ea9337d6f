/**
 * The paths that `paths` and `baseUrl` give to a specifier in a file.
 *
 * A file included by the nearest tsconfig, its references or the configurations beside it follows
 * that one. Any other file - a test beside `src`, a `.js` file - follows all of them and then those
 * above, up to the first that includes it, as in test runners and bundlers.
 */

import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type FindPackageFile, isFile, readTsconfig, type Tsconfig } from "./tsconfig.ts";
import { compileIncludes } from "./tsconfig-includes.ts";

/** The aliases of a repository. */
export interface PathAliases {
  /** Absolute paths for a specifier in a file; the first existing one is the target. */
  candidates(path: string, specifier: string): readonly string[];
  /** The folders merged with the file's by `rootDirs`, for relative specifiers. */
  rootDirs(path: string): readonly string[];
  /** The configurations that a file follows, as text: files of one group have the same aliases. */
  groupOf(path: string): string;
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
      if (including.length > 0) return [...all, ...including];
      all.push(...here);
      if (folder === top || folder === dirname(folder)) return all;
    }
  };
  const groups = new Map<string, Group>();
  const cached = (path: string): Group => {
    const found = groups.get(path) ?? toGroup(root, configsOf(path));
    groups.set(path, found);
    return found;
  };
  return {
    missing,
    candidates: (path, specifier) => [...new Set(cached(path).configs.flatMap((one) => expand(one, specifier)))],
    rootDirs: (path) => cached(path).configs.flatMap(({ rootDirs }) => rootDirs),
    groupOf: (path) => cached(path).name,
  };
}

/** Configurations that some files follow. */
interface Group {
  readonly configs: readonly ReadConfig[];
  readonly name: string;
}

function toGroup(root: string, configs: readonly ReadConfig[]): Group {
  return { configs, name: configs.map(({ file }) => relative(root, file)).join() };
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
