/** `seamline explain`. */

import type { Explanation } from "@seamline/core";
import { explain } from "../explain/explain.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface ExplainFlags {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Explains an operation, an event or a service; returns the exit code. @throws {UserError} */
export async function runExplain(name: string, flags: ExplainFlags): Promise<number> {
  const operations = await explain(name, flags);
  printResult(flags.json === true, { ok: true, operations }, operations.map(printTable).join("\n\n"));
  return exitCodes.ok;
}

function printTable({ operation, settings }: Explanation): string {
  const rows = [["setting", "value", "source"], ...settings.map(({ name, value, source }) => [name, value, source])];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [operation, ...lines.map((line) => `  ${line}`)].join("\n");
}
