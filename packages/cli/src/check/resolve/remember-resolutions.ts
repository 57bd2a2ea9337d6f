/** Remembering what specifiers named, for as long as nothing has changed that could make them name something else. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { hashText, openCacheFile } from "../cache/cache-file.ts";
import type { FoundFiles } from "../source/find-files.ts";
import type { Resolution } from "./resolve-import.ts";

/** Resolutions by folder and specifier. */
export interface RememberedResolutions {
  readonly known: Map<string, Resolution>;
  /** Keeps what has been added. */
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
 * Opens the memory of a repository.
 * @param settings what else decides: the settings of the resolver.
 */
export function rememberResolutions(root: string, found: FoundFiles, settings: unknown): RememberedResolutions {
  const names = new Set(found.names);
  const circumstances = describe(root, found, names);
  const cache =
    circumstances === undefined
      ? undefined
      : openCacheFile<readonly (readonly [string, Resolution])[]>(root, "resolutions", [3, settings, circumstances]);
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

/** What lies in folders that are not read (`dist`) may come and go unseen; what named nothing may name something next time. */
function isKept(resolution: Resolution, names: ReadonlySet<string>): boolean {
  return resolution.type === "internal"
    ? resolution.paths.every((path) => names.has(path))
    : resolution.type !== "unresolved";
}

/** Everything that decides the meaning of a specifier; `undefined` if a tsconfig extends one that is not among the files. */
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
      for (const one of found) settings.add(one); // is read in its turn
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

/** The files that a tsconfig may extend: of an installed package, none, because the lock file stands for it. */
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

/** A package that is installed, linked or removed changes the time of the folder that holds its name. */
function describeInstallation(folder: string): readonly string[] {
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) return [];
  const scopes = readdirSync(modules).filter((name) => name.startsWith("@"));
  return [modules, ...scopes.map((scope) => join(modules, scope))].map((path) => `${path} ${statSync(path).mtimeMs}`);
}
