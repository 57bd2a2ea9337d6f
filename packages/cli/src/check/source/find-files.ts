/** Finds the source files of a repository. */

import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { compilePathPatterns } from "../pattern/path-pattern.ts";

/** The files below a folder, relative to it, with forward slashes and sorted. */
export interface FoundFiles {
  readonly sources: readonly string[];
  /** Files in other languages that may import code (`.vue`); they are not read. */
  readonly unsupported: readonly string[];
  /** Every file, of any kind. */
  readonly names: readonly string[];
  /** Folders of packages: those with a `package.json`. */
  readonly folders: readonly string[];
  /** Symbolic links, each with its target. */
  readonly links: readonly string[];
}

const never = new Set(["node_modules", "dist", "coverage"]);
const isSource = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/**
 * Configurations are not code of the repository; one in a subfolder belongs to another repository,
 * such as an example's.
 */
const isConfiguration = /^seamline\.config\.[cm]?[jt]s$/;
const isUnsupported = /\.(?:vue|svelte|astro|mdx)$/;

/**
 * Checks that a path names code that is never read: in a folder of build output, in a hidden one,
 * or a configuration. A path without an extension may name such code.
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
 * Lists the files to read. Links are not followed: in a workspace their targets are listed already.
 * @param ignore patterns of ignored files and folders.
 */
export function findFiles(root: string, ignore: readonly string[]): FoundFiles {
  const ignored = compilePathPatterns(ignore);
  const sources: string[] = [];
  const unsupported: string[] = [];
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
      else if (isUnsupported.test(name)) unsupported.push(path);
    }
  };
  visit("");
  return {
    sources: sources.sort(),
    unsupported: unsupported.sort(),
    names: names.sort(),
    folders: folders.sort(),
    links: links.sort(),
  };
}
