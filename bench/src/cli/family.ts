/**
 * `cli`: the time that a person waits for a command, in a repository with a contract of 1,000
 * operations and in one of 2,000 files.
 */

import type { Family, MeasureOptions } from "../harness/family.ts";
import { selectSubjects } from "../harness/select.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import { checkers } from "./checkers.ts";
import { commands, floor } from "./commands.ts";
import { files, measureChecks, nameCheck, states } from "./measure-checks.ts";
import { measureCommands, operations } from "./measure-commands.ts";
import type { CliRow } from "./row.ts";

async function measure(options: MeasureOptions): Promise<readonly CliRow[]> {
  const checks = checkers.flatMap((checker) => states.map((state) => nameCheck(checker, state)));
  const names = [...commands.map((command) => command.name), ...checks];
  const wanted = selectSubjects(names, options.only, floor.name);
  const rows = await measureCommands(
    commands.filter((command) => wanted.includes(command.name)),
    options,
  );
  const reference = rows.find((row) => row.subject === floor.name)?.median ?? Number.NaN;
  const chosen = checkers.filter((checker) => states.some((state) => wanted.includes(nameCheck(checker, state))));
  if (chosen.length === 0) return rows;
  const checked = await measureChecks(chosen, reference, options);
  return [...rows, ...checked.filter((row) => wanted.includes(row.subject))];
}

function tables(rows: readonly CliRow[]): readonly Table[] {
  const columns = (row: CliRow): readonly string[] => [
    row.subject,
    printTime(row.median),
    `${printTime(row.min)}–${printTime(row.max)}`,
    printNumber(row.ratioToFloor),
    printNumber(row.peak / 1e6),
  ];
  const head = ["command", "time", "min–max", "ratio", "peak memory, MB"];
  const ours = {
    title: `Commands, from start to exit, with a contract of ${operations} operations`,
    head: [...head, "target"],
    rows: rows.flatMap((row) =>
      row.kind === "command" ? [[...columns(row), row.target === null ? "–" : printTime(row.target)]] : [],
    ),
  };
  const checks = {
    title: `Checks of boundaries, from start to exit, in a repository of ${files} files`,
    head: [...head, "rounds", "violations found"],
    rows: rows.flatMap((row) =>
      row.kind === "check" ? [[...columns(row), String(row.rounds), printFinding(row.found)]] : [],
    ),
  };
  return [ours, checks].filter((table) => table.rows.length > 0);
}

/** The family. */
export const family: Family<CliRow> = {
  name: "cli",
  measure,
  tables,
  packages: [
    "zod",
    "dependency-cruiser",
    "eslint",
    "eslint-plugin-boundaries",
    "@typescript-eslint/parser",
    "typescript6",
  ],
};
