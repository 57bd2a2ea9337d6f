/** Finding the source files of a repository. */

import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { compilePathPatterns } from "../pattern/path-pattern.ts";

/** The files below a folder, relative to it, with forward slashes and sorted. */
export interface FoundFiles {
  readonly sources: readonly string[];
  /** Files that may import code in a language of their own (`.vue`); they are not read. */
  readonly foreign: readonly string[];
  /** Every file that was seen, of whatever kind. */
  readonly names: readonly string[];
  /** Folders of packages: those with a `package.json`. */
  readonly folders: readonly string[];
  /** Links, each with the path that it leads to. */
  readonly links: readonly string[];
}

const never = new Set(["node_modules", "dist", "coverage"]);
const isSource = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Configurations are no code of the repository; one in a folder below is another repository's, as that of an example. */
const isConfiguration = /^seamline\.config\.[cm]?[jt]s$/;
const isForeign = /\.(?:vue|svelte|astro|mdx)$/;

/**
 * Whether a path names code that is never read: in a folder that builds write, in a hidden one, or a configuration. A path without
 * an extension may be such code.
 */
export function isUnreadPath(path: string): boolean {
  const names = path.split("/");
  const last = names.at(-1) ?? "";
  if (!(isSource.test(last) || !/[^.]\.\w+$/.test(last))) return false;
  return (
    isConfiguration.test(last) ||
    names.some((name) => /^\.[^./]/.test(name) || (name !== "node_modules" && never.has(name)))
  );
}

/**
 * Lists what is to be read. Links are not followed: in a workspace they lead to folders that are listed already.
 *
 * @param ignore patterns of files and folders that are left out.
 */
export function findFiles(root: string, ignore: readonly string[]): FoundFiles {
  const ignored = compilePathPatterns(ignore);
  const sources: string[] = [];
  const foreign: string[] = [];
  const names: string[] = [];
  const folders: string[] = [];
  const links: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith(".") || never.has(name)) continue;
      const path = folder === "" ? name : `${folder}/${name}`;
      if (ignored(path)) continue;
      if (entry.isDirectory()) {
        visit(path);
        continue;
      }
      if (entry.isSymbolicLink()) links.push(`${path} -> ${readlinkSync(join(root, path))}`);
      if (!entry.isFile()) continue;
      names.push(path);
      if (name === "package.json" && folder !== "") folders.push(folder);
      if (isSource.test(name) && !isConfiguration.test(name)) sources.push(path);
      else if (isForeign.test(name)) foreign.push(path);
    }
  };
  visit("");
  return {
    sources: sources.sort(),
    foreign: foreign.sort(),
    names: names.sort(),
    folders: folders.sort(),
    links: links.sort(),
  };
}
