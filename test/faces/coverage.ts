/** The documented share of a face: an item counts if it has a sentence before its tags. */

import type { Face } from "./find-faces.ts";
import { itemsOf } from "./read-face.ts";
import type { Item } from "./source-file.ts";

/** The least documented share of a face, in percent. */
export const leastPercent = 95;

/** The figures of one face. */
export interface Coverage {
  readonly face: string;
  readonly items: readonly Item[];
  readonly bare: readonly Item[];
  /** 0 to 100; 100 for a face that exports nothing. */
  readonly percent: number;
}

/** Measures one face. */
export function measure(face: Face): Coverage {
  const items = itemsOf(face);
  const bare = items.filter(({ doc }) => doc === undefined || doc.sentence === "");
  const percent = items.length === 0 ? 100 : (100 * (items.length - bare.length)) / items.length;
  return { face: face.name, items, bare, percent };
}

/** Prints a table with a row for each face. */
export function printCoverage(rows: readonly Coverage[]): string {
  const kinds = ["type", "member", "function", "value"] as const;
  const lines = rows.map(({ face, items, bare, percent }) => {
    const cells = kinds.map((kind) => {
      const all = items.filter((item) => item.kind === kind).length;
      return all === 0 ? "-" : `${all - bare.filter((item) => item.kind === kind).length}/${all}`;
    });
    return [face, ...cells, `${percent.toFixed(0)} %`];
  });
  const table = [["face", "types", "members", "functions", "values", "documented"], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
