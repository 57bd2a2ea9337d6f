/**
 * Reasons not to cache a generation: its result may depend on more than the files that were loaded.
 */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fieldsOf } from "@seamline/core/internal";
import { findPackageFile } from "./sources.ts";

/** One import, as Node resolved it. */
export interface ModuleImport {
  readonly specifier: string;
  readonly url: string;
  /** The URL of the importing file. */
  readonly importer: string | undefined;
}

/** Modules of Node that compute the same result for the same arguments. */
const pureModules: ReadonlySet<string> = new Set(
  ["assert", "buffer", "path", "path/posix", "path/win32", "querystring", "url", "util"].map((name) => `node:${name}`),
);

/**
 * Names through which code reaches the environment, the clock, randomness or the network. Mentions
 * in comments count as well.
 */
const impureNames =
  /\b(?:process|globalThis|performance|fetch|crypto|require|eval|Bun|Deno)\b|\bimport\s*\.\s*meta\b|\bMath\s*\.\s*random\b|\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()/;

/** Flags that make Node run other code than the files contain. */
const loaderFlags = /^(?:-r|-C|--require|--import|--loader|--experimental-loader|--conditions)\b/;

/**
 * The first reason why the result may depend on more than the loaded files; `undefined` if there is
 * none. The generator, @seamline/core and zod are trusted.
 * @param flags the flags Node was started with (default: `execArgv` and `NODE_OPTIONS`).
 */
export function findUncacheableReason(
  imports: readonly ModuleImport[],
  flags: readonly string[] = nodeFlags(),
): string | undefined {
  const flag = flags.find((one) => loaderFlags.test(one));
  if (flag !== undefined) return `Node was given ${flag}`;
  const isTrusted = createTrust();
  for (const { specifier, url, importer } of imports) {
    const trusted = importer !== undefined && isTrusted(importer);
    if (!trusted && !isLasting(specifier, url, importer)) return `${importer} imports ${specifier}`;
    if (!url.startsWith("file:") || isTrusted(url)) continue;
    const name = impureNames.exec(readFileSync(fileURLToPath(url), "utf8"))?.[0];
    if (name !== undefined) return `${fileURLToPath(url)} mentions ${name}`;
  }
  return undefined;
}

function nodeFlags(): readonly string[] {
  return [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)];
}

/** Checks that an import resolves to the same file for as long as the sources stay the same. */
function isLasting(specifier: string, url: string, importer: string | undefined): boolean {
  if (!url.startsWith("file:")) return pureModules.has(url);
  if (importer === undefined) return true;
  // A link may lead to another file, and package.json may map `#name` to another package.
  if (specifier.startsWith("file:")) return false; // resolved by an alias of a tsconfig, which is not recorded
  if (/^(?:\.|\/)/.test(specifier)) return new URL(specifier, importer).href === url;
  return !specifier.startsWith("#") && findPackageFile(specifier, dirname(fileURLToPath(importer))) !== undefined;
}

/** Trust by the nearest `package.json` that has a name. */
function createTrust(): (url: string) => boolean {
  const known = new Map<string, boolean>();
  const isTrusted = (folder: string): boolean => {
    const trusted = known.get(folder) ?? decide(folder);
    known.set(folder, trusted);
    return trusted;
  };
  const decide = (folder: string): boolean => {
    const name = readName(folder);
    if (name === undefined) return dirname(folder) !== folder && isTrusted(dirname(folder));
    return /^(?:zod$|@seamline\/)/.test(name);
  };
  return (url) => url.startsWith("file:") && isTrusted(dirname(fileURLToPath(url)));
}

function readName(folder: string): string | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  const { name } = fieldsOf(JSON.parse(readFileSync(path, "utf8")));
  return typeof name === "string" ? name : undefined;
}
