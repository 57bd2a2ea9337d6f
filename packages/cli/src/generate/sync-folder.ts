/** Updates a generated folder: writes only files that differ, removes only generated files. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashFile } from "../cache/content-hash.ts";
import { UserError } from "../error/user-error.ts";
import { isEquivalent, normalizeText } from "../loading/is-equivalent.ts";
import { header } from "../print/layout.ts";

/** The change made to a file, or with `--check` the change to make. */
export type Change = "added" | "updated" | "removed" | "unchanged";

/** One file of a generated folder. */
export interface FileChange {
  /** The name within the folder. */
  readonly file: string;
  /** The difference from the file on disk. */
  readonly change: Change;
}

/**
 * Compares the folder with the expected files, sorted by file name. Files without the header of
 * generated files are ignored, unless one has the name of an expected file.
 * @throws {UserError} for a hand-written file with the name of an expected file.
 */
export function compareFolder(folder: string, files: ReadonlyMap<string, string>): readonly FileChange[] {
  const present = new Set(listFiles(folder));
  const changes: FileChange[] = [];
  const handWritten: string[] = [];
  for (const [file, text] of files) {
    const found = present.has(file) ? readFileSync(join(folder, file), "utf8") : undefined;
    if (found !== undefined && found !== text && !isGenerated(file, found)) handWritten.push(join(folder, file));
    changes.push({
      file,
      change: found === undefined ? "added" : isEquivalent(file, found, text) ? "unchanged" : "updated",
    });
  }
  for (const file of present) {
    if (!files.has(file) && isGenerated(file, readFileSync(join(folder, file), "utf8")))
      changes.push({ file, change: "removed" });
  }
  if (handWritten.length > 0) {
    throw new UserError(
      handWritten.map(
        (file) => `${file}: expected a generated file, found one written by hand; move it out of generated/`,
      ),
    );
  }
  return changes.sort((one, other) => (one.file < other.file ? -1 : 1));
}

/**
 * Checks that the folder holds exactly the generated files with these hashes, by name. Hand-written
 * files beside them are ignored.
 */
export function isUpToDate(folder: string, hashes: Readonly<Record<string, string>>): boolean {
  const present = listFiles(folder);
  return (
    Object.entries(hashes).every(([file, hash]) => hashFile(join(folder, file)) === hash) &&
    present.every((file) => Object.hasOwn(hashes, file) || !isGenerated(file, readFileSync(join(folder, file), "utf8")))
  );
}

/**
 * Applies changes. An unchanged file is not touched: it keeps its modification time and the layout
 * of a formatter.
 */
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

/** JSON has no comments, so generated documents are recognized by name. */
const generatedDocuments: ReadonlySet<string> = new Set(["asyncapi.json", "contract.json", "openapi.json"]);

function isGenerated(file: string, text: string): boolean {
  return normalizeText(text).startsWith(header) || generatedDocuments.has(file);
}
