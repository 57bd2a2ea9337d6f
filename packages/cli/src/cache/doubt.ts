/** When a generation is not remembered: its result may depend on more than on the files that were loaded. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fieldsOf } from "@seamline/core/internal";
import { findPackageFile } from "./sources.ts";

/** One import, as Node resolved it. */
export interface ModuleImport {
  readonly specifier: string;
  readonly url: string;
  /** The URL of the file that imports. */
  readonly importer: string | undefined;
}

/** Modules of Node that answer the same whenever they are asked. */
const pureModules: ReadonlySet<string> = new Set(
  ["assert", "buffer", "path", "path/posix", "path/win32", "querystring", "url", "util"].map((name) => `node:${name}`),
);

/** Names through which code reaches the environment, the clock, chance or the network. In a comment they count as well. */
const impureNames =
  /\b(?:process|globalThis|performance|fetch|crypto|require|eval|Bun|Deno)\b|\bimport\s*\.\s*meta\b|\bMath\s*\.\s*random\b|\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()/;

/** Flags that make Node run something else than the files say. */
const loaderFlags = /^(?:-r|-C|--require|--import|--loader|--experimental-loader|--conditions)\b/;

/**
 * Says why the loaded files do not tell everything, if so. The generator, @seamline/core and zod are trusted.
 * @param flags what Node was started with.
 */
export function findDoubt(
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
    if (name !== undefined) return `${fileURLToPath(url)} says ${name}`;
  }
  return undefined;
}

function nodeFlags(): readonly string[] {
  return [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)];
}

/** Whether an import will mean the same file as long as the sources are the same. */
function isLasting(specifier: string, url: string, importer: string | undefined): boolean {
  if (!url.startsWith("file:")) return pureModules.has(url);
  if (importer === undefined) return true;
  // Behind a link is another file; behind `#name` is what package.json says, another package perhaps.
  if (specifier.startsWith("file:")) return false; // what an alias of a tsconfig, which is not recorded, led to
  if (/^(?:\.|\/)/.test(specifier)) return new URL(specifier, importer).href === url;
  return !specifier.startsWith("#") && findPackageFile(specifier, dirname(fileURLToPath(importer))) !== undefined;
}

/** Tells files of trusted packages from others, by the nearest `package.json` that has a name. */
function createTrust(): (url: string) => boolean {
  const known = new Map<string, boolean>();
  const isTrusted = (folder: string): boolean => {
    const answer = known.get(folder) ?? decide(folder);
    known.set(folder, answer);
    return answer;
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
