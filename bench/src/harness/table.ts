/** A table of text in aligned columns: the same text is Markdown. */

/** A title, a head and rows of cells. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Prints the table as Markdown. The first column is aligned to the left, the figures of the others
 * to the right.
 */
export function printTable({ head, rows }: Table): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length), 3));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, at) => pad(row[at] ?? "", width, at)).join(" | ")} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const [first = [], ...rest] = cells;
  return [line(first), rule, ...rest.map(line)].join("\n");
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

/** A number with three digits. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(magnitude >= 10 ? 1 : 2);
}

/** Nanoseconds in a readable unit. */
export function printTime(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${printNumber(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${printNumber(nanoseconds / 1e3)} µs`;
  return `${printNumber(nanoseconds / 1e6)} ms`;
}

/** The result of a probe, in a word. */
export function printFinding(found: boolean): string {
  return found ? "yes" : "no";
}
