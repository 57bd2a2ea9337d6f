/** The files of accepted violations in a repository. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../error/user-error.ts";

/** Accepted entries by owner. */
export type Baseline = ReadonlyMap<string, ReadonlySet<string>>;

/** One accepted violation. */
export interface BaselineEntry {
  /** The id of the unit to change, which names the file. */
  readonly owner: string;
  /** The violation's line in the file, independent of its position within its source. */
  readonly entry: string;
}

const opening = "# Accepted violations of ";
const explanation = "# Fix one, then run `seamline check --shrink-baseline`. See docs/guide/boundaries.md.";

/**
 * Reads the files of a baseline; a missing folder is an empty baseline.
 * @throws {UserError} for files that differ from the written form: sorted, distinct entries under
 * the owner's name.
 */
export function readBaseline(folder: string): Baseline {
  const baseline = new Map<string, ReadonlySet<string>>();
  const faults: string[] = [];
  for (const name of listFiles(folder)) {
    const file = join(folder, name);
    const text = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
    const { owner, entries } = parseBaselineFile(text);
    if (toFileName(owner) !== name || print(owner, entries) !== text.trimEnd().concat("\n")) {
      faults.push(
        `${file}: expected the file as seamline writes it (\`${opening}<name>\`, then sorted entries, each once), found other text; ` +
          "restore it from version control",
      );
    }
    baseline.set(owner, new Set(entries));
  }
  if (faults.length > 0) throw new UserError(faults);
  return baseline;
}

/** The owner (empty without one) and the entries of a file, unchecked. */
export function parseBaselineFile(text: string): { readonly owner: string; readonly entries: readonly string[] } {
  const [first = "", ...lines] = text.split(/\r?\n/);
  return {
    owner: first.startsWith(opening) ? first.slice(opening.length) : "",
    entries: lines.filter((line) => line !== "" && !line.startsWith("#")),
  };
}

/** Writes a baseline: one file for each owner with entries. An unchanged file is not touched. */
export function writeBaseline(folder: string, baseline: Baseline): void {
  const files = new Map(
    [...baseline]
      .filter(([, entries]) => entries.size > 0)
      .map(([owner, entries]) => [toFileName(owner), print(owner, [...entries])]),
  );
  if (files.size > 0) mkdirSync(folder, { recursive: true });
  for (const name of listFiles(folder)) if (!files.has(name)) rmSync(join(folder, name));
  for (const [name, text] of files) {
    const file = join(folder, name);
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
  }
}

/**
 * The file of an owner: `courier client` → `courier.client.txt`, `shared/database` →
 * `shared+database.txt`.
 */
export function toFileName(owner: string): string {
  return `${owner.replaceAll(" ", ".").replaceAll("/", "+")}.txt`;
}

function print(owner: string, entries: readonly string[]): string {
  return `${[opening + owner, explanation, ...new Set([...entries].sort())].join("\n")}\n`;
}

function listFiles(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".txt"))
        .sort()
    : [];
}
