/** A repository without boundaries yet: its files and who imports whom. */

import { execFileSync } from "node:child_process";
import { createResolver } from "../resolve/resolve-import.ts";
import { readWorkspacePackages, type WorkspacePackage } from "../resolve/workspace-packages.ts";
import { findFiles } from "../source/find-files.ts";
import { readFiles } from "../source/read-files.ts";

/** One import between two files, or from a file to a folder. */
export interface FileLink {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** What there is to propose boundaries for. */
export interface FileGraph {
  readonly files: readonly string[];
  readonly links: readonly FileLink[];
  readonly packages: readonly WorkspacePackage[];
  /** Specifiers that name nothing today. */
  readonly unresolved: readonly string[];
  /** What is not to be read: what git ignores, and files that do not parse. */
  readonly ignored: readonly string[];
}

/** Reads the files of a folder. What cannot be followed is listed instead of failing. */
export async function readFileGraph(root: string): Promise<FileGraph> {
  const untracked = listIgnored(root);
  const found = findFiles(root, untracked);
  const { sources } = found;
  const { imports, faults } = await readFiles(root, sources, false);
  const packages = readWorkspacePackages(root, sources);
  const resolve = createResolver({ root, packages, external: [], conditions: [], perFile: true });
  const links: FileLink[] = [];
  const unresolved = new Set<string>();
  for (const [from, { imports: statements }] of imports) {
    for (const statement of statements) {
      const target = resolve(from, statement);
      if (target.type === "internal") links.push({ from, to: target.path, typeOnly: statement.typeOnly });
      else if (target.type === "unresolved") unresolved.add(statement.specifier);
    }
  }
  return {
    files: [...imports.keys()],
    links,
    packages: packages.named,
    unresolved: [...unresolved].sort(),
    ignored: [...untracked.filter((path) => holdsSources(root, path)), ...faults.keys()].sort(),
  };
}

/** Folders and files that git ignores; none where git is not in use. */
function listIgnored(root: string): readonly string[] {
  try {
    const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
    const listed = execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return listed
      .split("\0")
      .flatMap((path) => (path === "" || /[*{}[\]]/.test(path) ? [] : [path.replace(/\/$/, "")]));
  } catch {
    return [];
  }
}

/** Whether leaving a path out makes a difference. */
function holdsSources(root: string, path: string): boolean {
  if (path.split("/").some((name) => name.startsWith(".") || /^(?:node_modules|dist|coverage)$/.test(name)))
    return false;
  return /\.[cm]?[jt]sx?$/.test(path) || hasSources(root, path);
}

function hasSources(root: string, folder: string): boolean {
  try {
    return findFiles(`${root}/${folder}`, []).sources.length > 0;
  } catch {
    return false; // a file
  }
}
