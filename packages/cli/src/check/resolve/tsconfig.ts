/** Reads a tsconfig.json with its extended ones, as far as it affects resolution. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../error/user-error.ts";

/** One tsconfig, with inherited values. */
export interface Tsconfig {
  readonly file: string;
  /** Patterns of specifiers, each with its absolute target paths. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** The base folder of non-relative specifiers. */
  readonly baseUrl: string | undefined;
  readonly rootDirs: readonly string[];
  readonly allowJs: boolean;
  /** Absolute paths and patterns; `undefined` if not set. */
  readonly files: readonly string[] | undefined;
  readonly include: readonly string[] | undefined;
  readonly exclude: readonly string[];
  /** The referenced tsconfigs. */
  readonly references: readonly string[];
}

/** Finds the file of a package named in `extends`. */
export type FindPackageFile = (from: string, specifier: string) => string | undefined;

interface Written {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly references?: readonly { readonly path?: string }[];
}

/**
 * Reads a tsconfig.
 * @param missing called for each extended configuration that does not exist before an installation
 * or a build.
 * @throws {UserError} for a file that is not JSON, or extends a missing file of the repository.
 */
export function readTsconfig(
  file: string,
  find: FindPackageFile,
  missing: (file: string, extended: string) => void,
  seen: readonly string[] = [],
): Tsconfig {
  const written = parse(file);
  const folder = dirname(file);
  const inherited = seen.includes(file)
    ? []
    : [written.extends ?? []].flat().flatMap((extended) => {
        const found = locate(file, extended, find);
        if (found !== undefined) return [readTsconfig(found, find, missing, [...seen, file])];
        if (/^\.{1,2}\//.test(extended) && !/\/(?:\.(?!\.?\/)|dist\/|node_modules\/)/.test(extended))
          throw notFound(file, extended);
        missing(file, extended);
        return [];
      });
  const options = written.compilerOptions ?? {};
  const fill = (path: string): string => resolve(folder, path.replaceAll(/\$\{configDir\}/g, dirname(seen[0] ?? file)));
  const last = <Key extends keyof Tsconfig>(key: Key): Tsconfig[Key] | undefined =>
    inherited.findLast((one) => one[key] !== undefined)?.[key];
  const baseUrl = typeof options.baseUrl === "string" ? fill(options.baseUrl) : last("baseUrl");
  const target = (path: string): string =>
    options.baseUrl === undefined && baseUrl !== undefined
      ? resolve(baseUrl, path)
      : fill(typeof options.baseUrl === "string" ? join(options.baseUrl, path) : path);
  return {
    file,
    paths: isRecord(options.paths)
      ? new Map(
          Object.entries(options.paths).map(([pattern, to]) => [
            pattern,
            textsOf(to).map((path) => (path.startsWith("/") ? path : target(path))),
          ]),
        )
      : (inherited.findLast(({ paths }) => paths.size > 0)?.paths ?? new Map()),
    baseUrl,
    rootDirs: Array.isArray(options.rootDirs) ? textsOf(options.rootDirs).map(fill) : (last("rootDirs") ?? []),
    allowJs:
      typeof options.allowJs === "boolean"
        ? options.allowJs
        : (last("allowJs") ?? basename(file).startsWith("jsconfig")),
    files: written.files === undefined ? last("files") : textsOf(written.files).map(fill),
    include: written.include === undefined ? last("include") : textsOf(written.include).map(fill),
    exclude: written.exclude === undefined ? (last("exclude") ?? []) : textsOf(written.exclude).map(fill),
    references: (written.references ?? []).flatMap(({ path }) => (path === undefined ? [] : [toFile(fill(path))])),
  };
}

function parse(file: string): Written {
  try {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const bare = text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g, "$1");
    const value: unknown = JSON.parse(bare.replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, "$1") || "{}");
    if (isRecord(value)) return value as Written;
    throw new TypeError("no object");
  } catch (reason) {
    throw new UserError([
      `${file}: expected a tsconfig.json that can be read, found a fault: ${(reason as Error).message}; correct it`,
    ]);
  }
}

function locate(file: string, extended: string, find: FindPackageFile): string | undefined {
  if (!/^(?:\.{1,2}(?:\/|$)|\/)/.test(extended)) return find(file, extended);
  const path = resolve(dirname(file), extended);
  return [path, `${path}.json`, join(path, "tsconfig.json")].find(isFile);
}

function toFile(path: string): string {
  return isFile(path) ? path : join(path, "tsconfig.json");
}

/** Checks that a file exists. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function notFound(file: string, extended: string): UserError {
  return new UserError([
    `${file}: expected a tsconfig.json that can be read, found one that extends ${JSON.stringify(extended)}, which does not exist; correct it`,
  ]);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
