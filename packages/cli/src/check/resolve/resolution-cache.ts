/** A cache of resolutions, valid as long as nothing that decides them has changed. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { hashText, openCacheFile } from "../cache/cache-file.ts";
import type { FoundFiles } from "../source/find-files.ts";
import type { Resolution } from "./resolve-import.ts";

/** Resolutions by folder, configurations and specifier. */
export interface ResolutionCache {
  readonly known: Map<string, Resolution>;
  /** Writes added resolutions. */
  save(): void;
}

const isSettings = /(?:^|\/)(?:(?:package|lerna|[jt]sconfig[^/]*)\.json|pnpm-workspace\.yaml)$/;
const lockFiles = [
  "pnpm-workspace.yaml",
  "lerna.json",
  "pnpm-lock.yaml",
  "package-lock.json",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
];
const installFiles = ["node_modules/.modules.yaml", "node_modules/.package-lock.json", "node_modules/.yarn-state.yml"];

/**
 * Opens the cache of a repository.
 * @param settings further inputs: the settings of the resolver.
 */
export function openResolutionCache(root: string, found: FoundFiles, settings: unknown): ResolutionCache {
  const names = new Set(found.names);
  const circumstances = describe(root, found, names);
  const cache =
    circumstances === undefined
      ? undefined
      : openCacheFile<readonly (readonly [string, Resolution])[]>(root, "resolutions", [4, settings, circumstances]);
  const known = new Map(cache?.read());
  const before = known.size;
  return {
    known,
    save() {
      if (known.size === before) return;
      cache?.write([...known].filter(([, resolution]) => isKept(resolution, names)));
    },
  };
}

/**
 * Files in unread folders (`dist`) may come and go unnoticed, and an unresolved specifier may
 * resolve next time.
 */
function isKept(resolution: Resolution, names: ReadonlySet<string>): boolean {
  return resolution.type === "internal"
    ? resolution.paths.every((path) => names.has(path))
    : resolution.type !== "unresolved";
}

/** All inputs of a resolution; `undefined` if a tsconfig extends a file outside the known ones. */
function describe(
  root: string,
  { names, folders, links }: FoundFiles,
  present: ReadonlySet<string>,
): string | undefined {
  const parts: string[] = [hashText([...names, ...links].join("\n"))];
  const settings = new Set(names.filter((name) => isSettings.test(name)));
  for (const name of settings) {
    const text = readFileSync(join(root, name), "utf8");
    parts.push(name, hashText(text));
    if (/(?:package|lerna)\.json$|\.yaml$/.test(name)) continue;
    for (const extended of listExtended(text)) {
      const found = findExtended(name, extended, names, present);
      if (found === undefined) return undefined;
      for (const one of found) settings.add(one); // visited later by this loop
    }
  }
  for (const folder of ["", ...folders]) parts.push(...describeInstallation(join(root, folder)));
  for (let at = root; ; at = dirname(at)) {
    for (const name of [...lockFiles, ...installFiles, ...(at === root ? [] : ["package.json", "tsconfig.json"])]) {
      const file = join(at, name);
      if (!existsSync(file)) continue;
      const text = readFileSync(file, "utf8");
      if (at !== root && name === "tsconfig.json" && /"extends"/.test(text)) return undefined;
      parts.push(file, hashText(text));
    }
    if (at !== root) parts.push(...describeInstallation(at));
    if (dirname(at) === at) return parts.join("\n");
  }
}

function listExtended(text: string): readonly string[] {
  const list = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(text)?.[1] ?? "";
  return [...list.matchAll(/"([^"]*)"/g)].map(([, extended = ""]) => extended);
}

/**
 * The files that a tsconfig may extend; none for an installed package, since the lock file covers
 * it.
 */
function findExtended(
  name: string,
  extended: string,
  names: readonly string[],
  present: ReadonlySet<string>,
): readonly string[] | undefined {
  if (extended.startsWith("/")) return undefined;
  if (!extended.startsWith(".")) {
    const below = extended.replace(/^(?:@[^/]+\/)?[^/]+/, "");
    return below === "" ? [] : names.filter((one) => one.endsWith(below) || one.endsWith(`${below}.json`));
  }
  const path = posix.join(posix.dirname(name), extended);
  const found = [path, `${path}.json`, `${path}/tsconfig.json`].find((one) => present.has(one));
  return found === undefined ? undefined : [found];
}

/** Installing, linking or removing a package changes the time of the folder that contains it. */
function describeInstallation(folder: string): readonly string[] {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return [];
  const scopes = readdirSync(modules).filter((name) => name.startsWith("@"));
  return [modules, ...scopes.map((scope) => join(modules, scope))].map((path) => `${path} ${statSync(path).mtimeMs}`);
}
