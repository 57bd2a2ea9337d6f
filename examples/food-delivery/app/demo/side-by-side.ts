/** Prints two measurements side by side. */

import type { Measurement } from "./measurement.ts";

/** Characters of one column. */
const width = 58;

/** A measurement under its heading. */
export interface Column {
  readonly heading: string;
  readonly measurement: Measurement;
}

/** One block per exchange: the request, the response in either column, and the latency. */
export function printSideBySide(left: Column, right: Column): string {
  const rows = [row(left.heading, right.heading), row("─".repeat(width), "─".repeat(width))];
  const count = Math.max(left.measurement.exchanges.length, right.measurement.exchanges.length);
  for (let index = 0; index < count; index += 1) {
    const [leftLines, rightLines] = [linesOf(left.measurement, index), linesOf(right.measurement, index)];
    const height = Math.max(leftLines.length, rightLines.length);
    for (let line = 0; line < height; line += 1) rows.push(row(leftLines[line] ?? "", rightLines[line] ?? ""));
    rows.push(row("", ""));
  }
  return rows.join("\n");
}

function linesOf({ exchanges, medians }: Measurement, index: number): readonly string[] {
  const exchange = exchanges[index];
  if (exchange === undefined) return [];
  const latency = `${(medians[index] ?? 0).toFixed(2)} ms`;
  const title = exchange.title.padEnd(width - latency.length) + latency;
  return [title, ...wrap(exchange.request), ...wrap(`→ ${exchange.response}`)];
}

/** Breaks a line after commas and spaces, or within a word that is too long. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const head = rest.slice(0, width);
    const end = Math.max(head.lastIndexOf(",") + 1, head.lastIndexOf(" ") + 1) || width;
    lines.push(rest.slice(0, end));
    rest = `  ${rest.slice(end)}`;
  }
  return [...lines, rest];
}

function row(left: string, right: string): string {
  return `${left.padEnd(width)} │ ${right}`.trimEnd();
}
