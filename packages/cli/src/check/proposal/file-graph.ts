/** A repository without boundaries: its files and their imports. */

import { execFileSync } from "node:child_process";
import type { WorkspacePackage } from "../resolve/workspace-packages.ts";
import { readSources, type Sources } from "../run/read-sources.ts";
import { findFiles, isUnreadPath } from "../source/find-files.ts";

/** One import between two files, or from a file to a folder. */
export interface FileLink {
  readonly from: string;
  readonly to: string;
}

/** The input of a proposal. */
export interface FileGraph {
  /** Without the files that do not parse. */
  readonly sources: Sources;
  readonly files: readonly string[];
  readonly links: readonly FileLink[];
  /** The packages of the workspace. */
  readonly packages: readonly WorkspacePackage[];
  /** Specifiers without a target that look like a bundler's: `virtual:routes`. */
  readonly external: readonly string[];
  /** Other specifiers without a target, by file. */
  readonly unresolved: Readonly<Record<string, readonly string[]>>;
  /** Paths not to be read: ignored by git, or files that do not parse. */
  readonly ignored: readonly string[];
}

/** Reads the files of a folder. Imports without a target are listed instead of failing. */
export async function readFileGraph(root: string): Promise<FileGraph> {
  const untracked = listIgnored(root);
  const ignore = untracked.filter((path) => holdsSources(root, path));
  const read = await readSources(root, {
    ignore: untracked,
    conditions: [],
    cache: true,
    configFile: "seamline.config.ts",
  });
  const sources = { ...read, files: read.files.filter((file) => !read.faults.has(file)) };
  const links: FileLink[] = [];
  const external = new Set<string>();
  const unresolved = new Map<string, Set<string>>();
  for (const [from, { imports }] of sources.imports) {
    for (const statement of imports) {
      const target = sources.resolve(from, statement);
      if (target.type === "internal") for (const to of target.paths) links.push({ from, to });
      else if (target.type !== "unresolved") continue;
      else if (/^[a-z][\w+-]*:/i.test(statement.specifier)) external.add(statement.specifier);
      else unresolved.set(from, (unresolved.get(from) ?? new Set()).add(statement.specifier));
    }
  }
  sources.save();
  return {
    sources,
    files: sources.files,
    links,
    packages: sources.packages.members,
    external: [...external].sort(),
    unresolved: Object.fromEntries([...unresolved].map(([file, specifiers]) => [file, [...specifiers].sort()])),
    ignored: [...ignore, ...read.faults.keys()].sort(),
  };
}

/** Folders and files that git ignores; none without git. */
function listIgnored(root: string): readonly string[] {
  try {
    const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
    const listed = execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 28,
    });
    return listed
      .split("\0")
      .flatMap((path) => (path === "" || /[*{}[\]]/.test(path) ? [] : [path.replace(/\/$/, "")]));
  } catch {
    return [];
  }
}

/** Checks that ignoring a path makes a difference. */
function holdsSources(root: string, path: string): boolean {
  if (/(?:^|\/)node_modules(?:\/|$)/.test(path) || isUnreadPath(`${path}/index.ts`)) return false;
  return /\.[cm]?[jt]sx?$/.test(path) || hasSources(root, path);
}

function hasSources(root: string, folder: string): boolean {
  try {
    return findFiles(`${root}/${folder}`, []).sources.length > 0;
  } catch {
    return false; // a file
  }
}
