/**
 * The places of the figures: `results/<family>.json` for programs, a section of each document in
 * {@link documents} for readers.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { basename } from "node:path";
import type { Row } from "./family.ts";
import { printTable, type Table } from "./table.ts";

const folder = new URL("../../", import.meta.url);

/**
 * The documents with the tables of every family: the methods, and the meaning for users. Relative
 * to the folder of this package.
 */
export const documents: readonly string[] = ["README.md", "../docs/performance.md"];

/** Writes the rows of one family. */
export async function writeRows(family: string, rows: readonly Row[], at: URL = folder): Promise<void> {
  const file = new URL(`results/${family}.json`, at);
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, `[\n${rows.map((row) => `  ${JSON.stringify(row, roundNumber)}`).join(",\n")}\n]\n`);
}

/** Five digits are more than any measure has. */
function roundNumber(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/**
 * Replaces the section of one family in every document, so that no two differ.
 * @throws {Error} if a document has no markers.
 */
export async function writeSections(
  family: string,
  section: string,
  files: readonly URL[] = documents.map((document) => new URL(document, folder)),
): Promise<void> {
  const texts = await Promise.all(
    files.map(async (file) => replaceSection(await readFile(file, "utf8"), family, section, file)),
  );
  for (const [index, file] of files.entries()) await writeFile(file, texts[index] as string);
}

/**
 * Puts `section` between the family's markers.
 * @throws {Error} with the missing markers.
 */
export function replaceSection(document: string, family: string, section: string, file: URL): string {
  const { from, to } = findSection(document, family, file);
  return `${document.slice(0, from)}\n${section}\n${document.slice(to)}`;
}

/**
 * The text between the family's markers.
 * @throws {Error} with the missing markers.
 */
export function readSection(document: string, family: string, file: URL): string {
  const { from, to } = findSection(document, family, file);
  return document.slice(from, to).trim();
}

function findSection(document: string, family: string, file: URL): { readonly from: number; readonly to: number } {
  const [begin, end] = [`<!-- bench ${family} -->`, `<!-- end of bench ${family} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from >= 0 && to >= from) return { from: from + begin.length, to };
  const name = basename(file.pathname);
  throw new Error(`${name}: expected the lines ${begin} and ${end} around the tables of ${family}; add them`);
}

/** The tables with the machine and the versions. */
export function printSection(tables: readonly Table[], packages: readonly string[]): string {
  const processors = cpus();
  const machine = `Node ${process.version.slice(1)}, ${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}`;
  const versions = packages.map((name) => `${name} ${findVersion(name)}`).join(", ");
  const parts = tables.map((table) => `**${table.title}**\n\n${printTable(table)}`);
  return ["", ...parts, `${machine}${versions === "" ? "" : `. ${versions}`}.`, ""].join("\n\n").replace(/^\n/, "");
}

/** The installed version of a package. */
function findVersion(name: string): string {
  // Packages need not export their package.json: it is read from the folders in which Node looks.
  // package.
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return (createRequire(import.meta.url)(`${path}/${name}/package.json`) as { version: string }).version;
    } catch {
      // not in this folder
    }
  }
  throw new Error(`${name}: expected it to be installed; run the install of this repository`);
}
