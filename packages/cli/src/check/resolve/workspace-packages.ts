/** The packages of a repository, and their resolution by name from a folder. */

import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { UserError } from "../../error/user-error.ts";
import { typesPackageOf } from "./package-name.ts";
import { admits } from "./version-range.ts";
import { readWorkspaceGlobs, type WorkspaceMatcher } from "./workspace-globs.ts";

/** One `package.json`. */
export interface WorkspacePackage {
  /** Relative to the repository; `""` is the repository itself. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The version ranges of dependencies of every kind. */
  readonly declared: ReadonlyMap<string, string>;
  readonly exports: unknown;
  readonly imports: unknown;
  /** The main files of a package without `exports`. */
  readonly mains: readonly string[];
  /** Replacements of files and packages by the field `browser`. */
  readonly browser: ReadonlyMap<string, string>;
  /** The workspace defined in this folder. */
  readonly workspace: WorkspaceMatcher | undefined;
}

/** The packages of a repository. */
export interface WorkspacePackages {
  /** All packages with a name. */
  readonly named: readonly WorkspacePackage[];
  /** The packages of the workspace defined in the repository's root. */
  readonly members: readonly WorkspacePackage[];
  /** The package that contains a folder. */
  scopeOf(folder: string): WorkspacePackage | undefined;
  /**
   * The package of this repository for a name in a folder, by workspace, range and `file:`; the
   * containing package included.
   */
  find(folder: string, name: string): WorkspacePackage | undefined;
  /** The range of a dependency, or of its types, in the nearest package.json above. */
  declares(folder: string, name: string): string | undefined;
  /** Packages with the same name in one workspace. */
  readonly duplicates: readonly { readonly name: string; readonly folders: readonly string[] }[];
}

/**
 * Reads packages.
 * @param folders the folders with a `package.json`, besides the root.
 * @param sources the files that are read.
 * @throws {UserError} for broken JSON above a source file; elsewhere it is a fixture.
 */
export function readWorkspacePackages(
  root: string,
  folders: readonly string[],
  sources: readonly string[],
): WorkspacePackages {
  const byFolder = new Map<string, WorkspacePackage>();
  const holding = new Set<string>();
  for (const source of sources) {
    for (let at = parentOf(source); at !== "" && !holding.has(at); at = parentOf(at)) holding.add(at);
  }
  for (const folder of ["", ...[...folders].sort()]) {
    const found = readPackage(root, folder, folder === "" || holding.has(folder));
    if (found !== undefined) byFolder.set(folder, found);
  }
  const members = listMembers([...byFolder.values()]);

  const declaration = (folder: string, name: string): { spec: string; from: string } | undefined => {
    for (const at of upwards(folder)) {
      const declared = byFolder.get(at)?.declared;
      const spec = declared?.get(name) ?? declared?.get(typesPackageOf(name));
      if (spec !== undefined) return { spec, from: at };
    }
    return undefined;
  };
  const scopeOf = (folder: string): WorkspacePackage | undefined =>
    upwards(folder)
      .map((at) => byFolder.get(at))
      .find((one) => one !== undefined);

  return {
    named: [...byFolder.values()].filter(({ name }) => name !== undefined),
    members: [...(members.get("")?.values() ?? [])].flat(),
    scopeOf,
    declares: (folder, name) => declaration(folder, name)?.spec,
    find(folder, name) {
      const scope = scopeOf(folder);
      if (scope?.name === name) return scope;
      const declared = declaration(folder, name);
      const path = /^(?:file|link|portal|workspace):(\.{1,2}(?:\/.*)?)$/.exec(declared?.spec ?? "")?.[1];
      if (path !== undefined) {
        const target = posix.join(declared?.from ?? "", path).replace(/\/$/, "");
        return byFolder.get(target === "." ? "" : target) ?? linkedFolder(root, target, name);
      }
      const dependency = readSpec(name, declared?.spec);
      if (dependency === undefined) return undefined;
      for (const at of upwards(folder)) {
        const found = members.get(at)?.get(dependency.name);
        if (found?.[0] !== undefined) return admits(dependency.range, found[0].version) ? found[0] : undefined;
      }
      return undefined;
    },
    duplicates: [...members.values()].flatMap((names) =>
      [...names].flatMap(([name, all]) => (all.length < 2 ? [] : [{ name, folders: all.map(({ folder }) => folder) }])),
    ),
  };
}

/** The name and the range of a dependency; `undefined` if it is certainly external. */
function readSpec(name: string, spec = "*"): { readonly name: string; readonly range: string } | undefined {
  const alias = /^(?:npm|workspace):((?:@[^/]+\/)?[^@/*^~\d][^@/]*)(?:@(.*))?$/.exec(spec);
  if (alias !== null) return { name: alias[1] ?? name, range: alias[2] ?? "*" };
  if (spec.startsWith("workspace:")) return { name, range: "*" };
  if (/^(?:npm:)/.test(spec)) return { name, range: spec.slice("npm:".length) };
  return /^(?:git|https?|github|gitlab|bitbucket|file|link|portal)[+:]|^[\w-]+\/[\w.-]+(?:#.*)?$/.test(spec)
    ? undefined
    : { name, range: spec };
}

/** The real name of an aliased dependency: `npm:pg@8` → `pg`. */
export function aliasOf(spec: string | undefined): string | undefined {
  return /^npm:((?:@[^/]+\/)?[^@/]+)/.exec(spec ?? "")?.[1];
}

/**
 * The named packages of each workspace, by its root folder. Without workspaces, all packages form
 * one.
 */
function listMembers(
  all: readonly WorkspacePackage[],
): ReadonlyMap<string, ReadonlyMap<string, readonly WorkspacePackage[]>> {
  const roots = all.filter(({ workspace }) => workspace !== undefined);
  const found = new Map<string, Map<string, WorkspacePackage[]>>();
  for (const one of all) {
    if (one.name === undefined) continue;
    const root =
      roots.length === 0
        ? ""
        : upwards(one.folder).find((at) => roots.some((root) => root.folder === at && isMember(root, one.folder)));
    if (root === undefined) continue;
    const names = found.get(root) ?? new Map<string, WorkspacePackage[]>();
    found.set(root, names.set(one.name, [...(names.get(one.name) ?? []), one]));
  }
  return found;
}

function isMember(root: WorkspacePackage, folder: string): boolean {
  return root.workspace?.(root.folder === "" ? folder : folder.slice(root.folder.length + 1)) === true;
}

/** The folder itself and those above it, ending with `""`. */
function upwards(folder: string): readonly string[] {
  return folder === "" ? [""] : [folder, ...upwards(parentOf(folder))];
}

/** The folder of a path; `""` for a path in the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A linked folder without a `package.json`. */
function linkedFolder(root: string, folder: string, name: string): WorkspacePackage | undefined {
  if (folder.startsWith("..") || /\.\w+$/.test(folder) || !existsSync(join(root, folder))) return undefined;
  return { ...toPackage(folder, {}), name };
}

function readPackage(root: string, folder: string, strict: boolean): WorkspacePackage | undefined {
  const file = join(root, folder, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")) as Record<string, unknown>;
    return { ...toPackage(folder, manifest), workspace: readWorkspaceGlobs(join(root, folder), manifest) };
  } catch (reason) {
    if (!strict) return undefined;
    throw new UserError([`${file}: expected JSON, found a fault: ${(reason as Error).message}; correct it`]);
  }
}

const dependencyKinds = ["devDependencies", "optionalDependencies", "peerDependencies", "dependencies"];
const mainKeys = ["source", "types", "typings", "module", "main", "browser"];

function toPackage(folder: string, manifest: Readonly<Record<string, unknown>>): WorkspacePackage {
  const text = (key: string): string | undefined => {
    const value = manifest[key];
    return typeof value === "string" ? value : undefined;
  };
  return {
    folder,
    name: text("name"),
    version: text("version"),
    declared: new Map(dependencyKinds.flatMap((kind) => textEntries(manifest[kind]))),
    exports: manifest.exports,
    imports: manifest.imports,
    mains: mainKeys.flatMap((key) => text(key) ?? []),
    browser: new Map(textEntries(manifest.browser)),
    workspace: undefined,
  };
}

function textEntries(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (typeof one === "string" ? [[key, one] as const] : []));
}
