/** Bringing a generated folder up to date: only what differs is written, only what is ours is removed. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "../cache/content-hash.ts";
import { UserError } from "../error/user-error.ts";
import { header } from "../print/layout.ts";
import { isEquivalent, normalizeText } from "./is-equivalent.ts";

/** The change that was made to a file, or with `--check` would have to be made. */
export type Change = "added" | "updated" | "removed" | "unchanged";

/** One file of a generated folder. */
export interface FileChange {
  /** The name within the folder. */
  readonly file: string;
  /** The difference to the file before. */
  readonly change: Change;
}

/**
 * Compares the folder with what it should hold, in the order of file names. Files that do not begin with our header are not
 * ours to judge, unless one stands in the way of a file to be written.
 * @throws {UserError} for a file in the way that somebody wrote by hand.
 */
export function compareFolder(folder: string, files: ReadonlyMap<string, string>): readonly FileChange[] {
  const present = new Set(listFiles(folder));
  const changes: FileChange[] = [];
  const foreign: string[] = [];
  for (const [file, text] of files) {
    const found = present.has(file) ? readFileSync(join(folder, file), "utf8") : undefined;
    if (found !== undefined && found !== text && !isOurs(file, found)) foreign.push(join(folder, file));
    changes.push({
      file,
      change: found === undefined ? "added" : isEquivalent(file, found, text) ? "unchanged" : "updated",
    });
  }
  for (const file of present) {
    if (!files.has(file) && isOurs(file, readFileSync(join(folder, file), "utf8")))
      changes.push({ file, change: "removed" });
  }
  if (foreign.length > 0) {
    throw new UserError(
      foreign.map((file) => `${file}: expected a generated file, found one written by hand; move it out of generated/`),
    );
  }
  return changes.sort((one, other) => (one.file < other.file ? -1 : 1));
}

/** Whether the folder holds exactly the generated files whose hashes these are, by name. Foreign files beside them do not count. */
export function isUpToDate(folder: string, hashes: Readonly<Record<string, string>>): boolean {
  const present = listFiles(folder);
  return (
    Object.entries(hashes).every(([file, hash]) => hashFile(join(folder, file)) === hash) &&
    present.every((file) => Object.hasOwn(hashes, file) || !isOurs(file, readFileSync(join(folder, file), "utf8")))
  );
}

/** Carries out changes. An unchanged file is not touched, so it keeps its time, and the layout that a formatter gave it. */
export function applyChanges(folder: string, files: ReadonlyMap<string, string>, changes: readonly FileChange[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { file, change } of changes) {
    if (change === "removed") rmSync(join(folder, file));
    else if (change !== "unchanged") writeFileSync(join(folder, file), files.get(file) ?? "");
  }
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  } catch {
    return []; // not generated yet
  }
}

/** JSON has no comments: a document of ours is known by its name. */
const documents: ReadonlySet<string> = new Set(["contract.json", "openapi.json"]);

function isOurs(file: string, text: string): boolean {
  return normalizeText(text).startsWith(header) || documents.has(file);
}
