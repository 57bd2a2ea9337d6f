/**
 * Resolves a specifier to files of the repository, an external package, or nothing.
 *
 * A specifier resolves to an external package only if that package is declared in a package.json or
 * installed. A misspelled alias would otherwise look like one, and would bypass every rule about
 * modules.
 */

import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isUnreadPath } from "../source/find-files.ts";
import type { ImportStatement } from "../source/import-statement.ts";
import { browserTargets } from "./browser-field.ts";
import { createFileFinder, type FileFinder } from "./file-finder.ts";
import { packageNameOf, toBuiltinName } from "./package-name.ts";
import { targetsOf } from "./package-targets.ts";
import { createPathAliases, type PathAliases } from "./path-aliases.ts";
import { entryOf, isBuilt, packageFolderOf, sourceOf, splitAtBuild } from "./source-of.ts";
import { aliasOf, parentOf, type WorkspacePackage, type WorkspacePackages } from "./workspace-packages.ts";

/** The target of a specifier. */
export type Resolution =
  /**
   * Paths of the repository: every target under any condition. A package without sources is
   * represented by its folder.
   */
  | { readonly type: "internal"; readonly paths: readonly string[] }
  /** @see aliasOf for `realName`. */
  | { readonly type: "package"; readonly name: string; readonly realName?: string }
  /** Code of the repository that is not read: built or hidden. */
  | { readonly type: "unread"; readonly path: string }
  | { readonly type: "outside" }
  | { readonly type: "unresolved"; readonly reason: string };

/** The inputs of resolution besides the files. */
export interface ResolveOptions {
  readonly root: string;
  readonly packages: WorkspacePackages;
  /** Every file found in the repository. */
  readonly names: readonly string[];
  readonly conditions: readonly string[];
  /** Known resolutions; new ones are added. */
  readonly known?: Map<string, Resolution>;
}

/** Resolves one import of one file. */
export type ResolveImport = (file: string, statement: ImportStatement) => Resolution;

/** A resolver, and the configurations that it could not read. */
export interface Resolver {
  readonly resolve: ResolveImport;
  /** Missing extended configurations, each with the file that extends it. */
  readonly missing: ReadonlyMap<string, string>;
}

const unknown = "no path of a tsconfig, no package of this workspace, no declared dependency";

/**
 * Creates the resolver; it caches its results.
 * @returns a function that throws a UserError if a tsconfig or a package.json cannot be read.
 */
export function createResolver({ root, packages, names, conditions, known = new Map() }: ResolveOptions): Resolver {
  const realRoot = realpathSync(root);
  const present = new Set(names);
  const has = (path: string): boolean => present.has(path);
  const isPackage = (folder: string): boolean => packages.scopeOf(folder)?.folder === folder;
  const finder: FileFinder = createFileFinder(conditions);
  const aliases: PathAliases = createPathAliases(root, (from, specifier) => {
    const own = packages.find(parentOf(inside(from)), packageNameOf(specifier));
    const path = own === undefined ? undefined : join(root, own.folder, specifier.slice(own.name?.length ?? 0));
    return (
      (path === undefined ? undefined : finder.findSettings(join(root, "package.json"), path)) ??
      finder.findSettings(from, specifier)
    );
  });
  const inside = (path: string): string => relative(realRoot, path).split(sep).join("/");

  const locate = (file: string, specifier: string): Resolution => {
    if (isRelative(specifier)) return locatePath(file, specifier);
    const path = join(root, file);
    for (const candidate of aliases.candidates(path, specifier)) {
      const found = finder.find(path, candidate) ?? builtAt(candidate);
      if (found !== undefined) return toResolution(found, specifier);
    }
    if (specifier.startsWith("#")) return locateOwnImport(file, specifier);
    const name = packageNameOf(specifier);
    const own = packages.find(parentOf(file), name);
    if (own !== undefined) return locateOwn(own, name, specifier);
    const spec = packages.declares(parentOf(file), name);
    const installed = finder.find(path, specifier);
    if (installed !== undefined) return toResolution(installed, specifier, aliasOf(spec));
    const realName = aliasOf(spec);
    if (spec !== undefined) return { type: "package", name, ...(realName !== undefined && { realName }) };
    return { type: "unresolved", reason: unknown };
  };

  const locatePath = (file: string, specifier: string): Resolution => {
    const target = posix.join(parentOf(file), specifier);
    if (!specifier.startsWith("/") && isUnreadPath(target)) return { type: "unread", path: target };
    const path = join(root, file);
    const dirs = aliases.rootDirs(path); // before the search, so that an unreadable tsconfig is always a fault
    const found = finder.find(path, specifier);
    if (found !== undefined) return toResolution(found, specifier);
    for (const dir of dirs.filter((one) => path.startsWith(`${one}/`))) {
      for (const other of dirs) {
        const moved = finder.find(path, join(other, relative(dir, join(path, "..")), specifier));
        if (moved !== undefined) return toResolution(moved, specifier);
      }
    }
    return { type: "unresolved", reason: "there is no such file" };
  };

  /** A found file as a path of the repository; for a built file, its source. */
  const toResolution = (path: string, specifier: string, realName?: string): Resolution => {
    const found = inside(path);
    const installed = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*\/node_modules\/)/.exec(found)?.[1];
    if (installed !== undefined || found.startsWith("../")) {
      if (isRelative(specifier))
        return installed === undefined ? { type: "unread", path: found } : { type: "package", name: installed };
      return { type: "package", name: packageNameOf(specifier), ...(realName !== undefined && { realName }) };
    }
    if (isRelative(specifier) && isUnreadPath(found)) return { type: "unread", path: found };
    return { type: "internal", paths: [toSource(found)] };
  };

  const toSource = (path: string): string =>
    has(path) ? path : (sourceOf(path, packageFolderOf(path, isPackage), has) ?? path);

  /** The source of an alias's target that a build would write. */
  const builtAt = (candidate: string): string | undefined => {
    const path = inside(candidate);
    const source = splitAtBuild(path).flatMap(
      (folder) => sourceOf(`${path}/index`, folder, has) ?? sourceOf(path, folder, has) ?? [],
    );
    return source[0] === undefined ? undefined : join(realRoot, source[0]);
  };

  /** The paths of existing targets, or of their sources. */
  const locateTargets = (own: WorkspacePackage, targets: readonly string[]): readonly string[] => {
    const manifest = join(root, own.folder, "package.json");
    return targets.flatMap((target) => {
      const path = posix.join(own.folder, target);
      if (has(path)) return [path];
      const source = sourceOf(path, own.folder, has);
      if (source !== undefined) return [source];
      const found = finder.find(manifest, target.startsWith("./") ? target : `./${target}`);
      return found === undefined || /(?:^|\/)node_modules\//.test(inside(found)) ? [] : [inside(found)];
    });
  };

  /** Resolves a package of the workspace by its own manifest, installed and built or not. */
  const locateOwn = (own: WorkspacePackage, name: string, specifier: string): Resolution => {
    const entry = `.${specifier.slice(name.length)}`;
    const isRoot = entry === ".";
    const isPlain = own.exports === undefined || own.exports === null;
    const targets = !isPlain ? targetsOf(own.exports, entry) : isRoot ? own.mains : [entry];
    const found = locateTargets(own, targets);
    const paths = found.length === 0 && isPlain && isRoot ? locateTargets(own, ["./index"]) : found;
    if (paths.length > 0) return { type: "internal", paths: [...new Set(paths)] };
    if (isRoot || targets.some((target) => isBuilt(target.replace(/^\.\//, "")))) {
      if (targets.length > 0 || isPlain)
        return { type: "internal", paths: [(isRoot ? entryOf(own.folder, has) : undefined) ?? own.folder] };
    }
    return { type: "unresolved", reason: `the package ${own.name} in ${own.folder || "."} does not export it` };
  };

  const locateOwnImport = (file: string, specifier: string): Resolution => {
    const scope = packages.scopeOf(parentOf(file));
    const targets = scope === undefined ? [] : targetsOf(scope.imports, specifier);
    const paths =
      scope === undefined
        ? []
        : locateTargets(
            scope,
            targets.filter((target) => target.startsWith(".")),
          );
    const others = targets.filter((target) => !/^[.#]/.test(target)).map((target) => locateBare(file, target));
    const all = [...paths, ...others.flatMap((one) => (one.type === "internal" ? one.paths : []))];
    if (all.length > 0) return { type: "internal", paths: [...new Set(all)] };
    return others.find(({ type }) => type === "package") ?? { type: "unresolved", reason: unknown };
  };

  const locateBare = (file: string, specifier: string): Resolution =>
    isBuiltin(specifier) ? { type: "package", name: toBuiltinName(specifier) } : locate(file, specifier);

  let last: { readonly file: string; readonly scope: string } | undefined;
  /** The folder of a file and its configurations: what its specifiers depend on. */
  const scopeOf = (file: string): string => {
    // Imports come file by file.
    if (last?.file !== file) last = { file, scope: `${parentOf(file)}\0${aliases.groupOf(join(root, file))}` };
    return last.scope;
  };

  const resolve: ResolveImport = (written, { kind, specifier, base }) => {
    const file = base === "root" ? "." : written;
    if (kind === "url" || kind === "path") return locateUrl(file, specifier, base === "root", inside);
    if (isBuiltin(specifier)) return { type: "package", name: toBuiltinName(specifier) };
    if (/^(?:https?|data|blob):/.test(specifier)) return { type: "outside" };
    const external = /^(?:npm|jsr):\/?((?:@[^/@]+\/)?[^/@]+)|^((?:bun|cloudflare):.+)/.exec(specifier);
    if (external !== null) return { type: "package", name: external[1] ?? specifier };
    const plain = specifier.startsWith("file:") ? pathOfUrl(specifier) : specifier;
    const clean = plain.replace(/(?<=.)\?.*$/, "");
    const key = `${scopeOf(file)}\0${clean}`;
    let found = known.get(key);
    if (found === undefined) {
      found = replaceForBrowsers(file, clean, locate(file, clean));
      known.set(key, found);
    }
    return found;
  };

  /** Adds the replacements by the field `browser`. */
  const replaceForBrowsers = (file: string, specifier: string, found: Resolution): Resolution => {
    const paths = found.type === "internal" ? found.paths : [];
    const others = [
      ...browserTargets(packages.scopeOf(parentOf(file)), specifier),
      ...paths.flatMap((path) => browserTargets(packages.scopeOf(parentOf(path)), path)),
    ].map((path) => finder.find(join(root, "package.json"), join(realRoot, path)));
    const present = others.flatMap((path) => (path === undefined ? [] : [toSource(inside(path))]));
    return present.length === 0 ? found : { type: "internal", paths: [...new Set([...paths, ...present])] };
  };
  return { resolve, missing: aliases.missing };
}

/** The target of a URL or a path need not exist: its path decides. */
function locateUrl(file: string, specifier: string, started: boolean, inside: (path: string) => string): Resolution {
  if (/^(?:https?|data|blob|node):/.test(specifier)) return { type: "outside" };
  if (specifier.startsWith("/")) {
    const path = inside(specifier);
    return path.startsWith("..") ? { type: "outside" } : { type: "internal", paths: [path] };
  }
  const written = specifier.replace(/[?#].*$/, "").replaceAll(/%[0-9a-f]{2}/gi, (byte) => decodeByte(byte));
  const path = posix.join(parentOf(file), written).replace(/\/$/, "");
  // A process may start in any folder, so a path out of the repository may lead into it.
  if (path === ".." || path.startsWith("../")) return started ? { type: "unread", path } : { type: "outside" };
  return isUnreadPath(path) ? { type: "unread", path } : { type: "internal", paths: [path === "." ? "" : path] };
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** Decodes ASCII only. Characters beyond take several bytes, name no boundary and are kept. */
function decodeByte(byte: string): string {
  const code = Number.parseInt(byte.slice(1), 16);
  return code < 0x80 ? String.fromCharCode(code) : byte;
}

function isRelative(specifier: string): boolean {
  return /^\.{0,2}(?:\/|$)/.test(specifier);
}
