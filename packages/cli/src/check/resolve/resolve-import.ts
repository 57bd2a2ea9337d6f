/**
 * From a specifier to what it names: a file of the repository, a package from elsewhere, or nothing.
 *
 * Nothing is taken for a package from elsewhere that is not one for certain: an alias with a slip in it would look just like
 * one, and every rule about modules would pass it by. A package from elsewhere is declared in a package.json or is installed.
 */

import { realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join, posix, relative, sep } from "node:path";
import type { NapiResolveOptions, ResolverFactory } from "oxc-resolver";
import { UserError } from "../../error/user-error.ts";
import { compileNamePatterns } from "../pattern/path-pattern.ts";
import type { ImportStatement } from "../source/import-statement.ts";
import { packageNameOf, toBuiltinName } from "./package-name.ts";
import { parentOf, type WorkspacePackage, type WorkspacePackages } from "./workspace-packages.ts";

/** What a specifier names. */
export type Resolution =
  /** A path of the repository. A package whose built files are not there is named by its folder. */
  | { readonly type: "internal"; readonly path: string }
  | { readonly type: "package"; readonly name: string }
  | { readonly type: "outside" }
  | { readonly type: "unresolved"; readonly reason: string };

/** What resolution depends on, besides the files themselves. */
export interface ResolveOptions {
  readonly root: string;
  readonly packages: WorkspacePackages;
  readonly external: readonly string[];
  readonly conditions: readonly string[];
  /** Whether files of one folder may have different tsconfigs: several lie side by side, each with files of its own. */
  readonly perFile: boolean;
  /** What is known from before; what is found out is added. */
  readonly known?: Map<string, Resolution>;
}

/** Resolves one import of one file. */
export type ResolveImport = (file: string, statement: ImportStatement) => Resolution;

const typescriptExtensions = [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".d.mts", ".d.cts"];
const options: NapiResolveOptions = {
  tsconfig: "auto",
  extensions: [...typescriptExtensions, ".js", ".jsx", ".mjs", ".cjs", ".json", ".node"],
  extensionAlias: {
    ".js": [".ts", ".tsx", ".d.ts", ".js", ".jsx"],
    ".jsx": [".tsx", ".d.ts", ".jsx"],
    ".mjs": [".mts", ".d.mts", ".mjs"],
    ".cjs": [".cts", ".d.cts", ".cjs"],
  },
  mainFields: ["module", "main"],
  nodePath: false,
};
const baseConditions = ["import", "require", "node", "default"];

/** Where the settings cannot be read, an alias and a package from elsewhere look the same. */
const brokenSettings = /^(?:Failed to load|Tsconfig|JSONError)/;

/** Types stand in for what has no code: a package of types only. */
interface Resolvers {
  readonly plain: ResolverFactory;
  readonly typed: ResolverFactory;
}

function createResolvers(conditions: readonly string[]): Resolvers {
  const { ResolverFactory } = createRequire(import.meta.url)("oxc-resolver") as typeof import("oxc-resolver");
  const plain = new ResolverFactory({ ...options, conditionNames: [...conditions, ...baseConditions] });
  const typed = plain.cloneWithOptions({
    ...options,
    conditionNames: [...conditions, "types", ...baseConditions],
    mainFields: ["types", "typings", "module", "main"],
  });
  return { plain, typed };
}

/**
 * Makes the function that resolves; what it finds out it keeps.
 * @returns a function that throws a UserError where a tsconfig or a package.json cannot be read.
 */
export function createResolver({
  root,
  packages,
  external,
  conditions,
  perFile,
  known = new Map(),
}: ResolveOptions): ResolveImport {
  const isExternal = compileNamePatterns(external);
  const realRoot = realpathSync(root);
  let resolvers: Resolvers | undefined; // made when something is not known yet
  const find = (path: string, specifier: string): { path?: string; error?: string } => {
    resolvers ??= createResolvers(conditions);
    const found = resolvers.plain.resolveFileSync(path, specifier);
    if (found.error !== undefined && brokenSettings.test(found.error)) {
      throw new UserError([
        `${path}: expected a tsconfig.json and a package.json that can be read, found a fault: ${found.error}; correct it, or install what it extends`,
      ]);
    }
    return found.path === undefined ? resolvers.typed.resolveFileSync(path, specifier) : found;
  };

  const locate = (file: string, specifier: string): Resolution => {
    const { path, error } = find(join(root, file), specifier);
    if (path !== undefined) return place(path, specifier);
    if (isRelative(specifier)) return { type: "unresolved", reason: error ?? "there is no such file" };
    const name = packageNameOf(specifier);
    const own = packages.byName(name);
    if (own !== undefined) return locateOwn(own, specifier);
    if (!specifier.startsWith("#") && packages.declares(parentOf(file), name)) return { type: "package", name };
    return {
      type: "unresolved",
      reason: "no path of a tsconfig, no package of this workspace, no declared dependency",
    };
  };

  const place = (path: string, specifier: string): Resolution => {
    const inside = relative(realRoot, path).split(sep).join("/");
    if (inside.startsWith("../") || inside.split("/").includes("node_modules")) {
      return isRelative(specifier) ? { type: "outside" } : { type: "package", name: packageNameOf(specifier) };
    }
    return { type: "internal", path: inside };
  };

  /** A package of the workspace that is not linked, or whose built files are not there, is asked itself. */
  const locateOwn = (own: WorkspacePackage, specifier: string): Resolution => {
    const { path } = find(join(root, own.folder, "package.json"), specifier);
    if (path !== undefined) return place(path, specifier);
    if (offers(own, specifier)) return { type: "internal", path: own.folder };
    return { type: "unresolved", reason: `the package ${own.name} in ${own.folder} does not export it` };
  };

  return (file, { kind, specifier }) => {
    if (kind === "url") return locateUrl(file, specifier);
    if (isExternal(specifier)) return { type: "outside" };
    if (isBuiltin(specifier)) return { type: "package", name: toBuiltinName(specifier) };
    if (/^(?:https?|data|file):/.test(specifier)) return { type: "outside" };
    const clean = isRelative(specifier) ? specifier.replace(/\?.*$/, "") : specifier;
    const key = `${perFile && !isRelative(clean) ? file : parentOf(file)}\0${clean}`;
    let found = known.get(key);
    if (found === undefined) {
      found = locate(file, clean);
      known.set(key, found);
    }
    return found;
  };
}

/** What a URL names need not be there yet: its path decides. */
function locateUrl(file: string, specifier: string): Resolution {
  const written = specifier.replace(/[?#].*$/, "").replaceAll(/%[0-9a-f]{2}/gi, (byte) => decodeByte(byte));
  const path = posix.join(parentOf(file), written).replace(/\/$/, "");
  if (path === ".." || path.startsWith("../")) return { type: "outside" };
  return { type: "internal", path: path === "." ? "" : path };
}

/** Characters beyond ASCII take several bytes; these name no boundary and stay as they are. */
function decodeByte(byte: string): string {
  const code = Number.parseInt(byte.slice(1), 16);
  return code < 0x80 ? String.fromCharCode(code) : byte;
}

function isRelative(specifier: string): boolean {
  return /^\.{0,2}(?:\/|$)/.test(specifier);
}

/** Whether the exports of a package have this entry; a package without exports has all. */
function offers({ name, exports }: WorkspacePackage, specifier: string): boolean {
  if (exports === undefined || exports === null) return true;
  const entry = `.${specifier.slice(name?.length ?? 0)}`;
  const entries = typeof exports === "object" && !Array.isArray(exports) ? Object.keys(exports) : [];
  if (!entries.some((key) => key.startsWith("."))) return entry === ".";
  return entries.some((key) => {
    const [before = "", after] = key.split("*", 2);
    return after === undefined ? key === entry : entry.startsWith(before) && entry.endsWith(after);
  });
}
