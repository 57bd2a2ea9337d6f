/** `seamline check explain`, `unused`, `unassigned`, `changed` and `--why`, and `seamline graph`. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { printDot } from "../check/drawing/print-dot.ts";
import { printMermaid } from "../check/drawing/print-mermaid.ts";
import { printSvg } from "../check/drawing/print-svg.ts";
import { drawUnits, type EdgeKind, type UnitDrawing } from "../check/drawing/unit-drawing.ts";
import { explainPath } from "../check/query/explain-path.ts";
import { listAffected } from "../check/query/list-affected.ts";
import { listUnused } from "../check/query/list-unused.ts";
import { readRulePage } from "../check/query/rule-page.ts";
import { findViolations } from "../check/run/check.ts";
import { type ReadOptions, readRepository } from "../check/run/read-repository.ts";
import { count, printTable } from "../check/text/table.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of all queries. */
export interface QueryFlags extends ReadOptions {
  readonly json?: boolean;
}

/** The flags of `graph`. */
export interface GraphFlags extends QueryFlags {
  readonly format?: "mermaid" | "dot" | "svg";
  readonly output?: string;
  readonly only?: EdgeKind;
}

/** Prints the page of a rule. @throws {UserError} for an unknown rule. */
export async function runWhy(rule: string, { json }: QueryFlags): Promise<number> {
  const page = readRulePage(rule);
  printResult(json === true, { ok: true, ...page }, `${page.text.trimEnd()}\n\n${page.address}`);
  return exitCodes.ok;
}

/** Prints the shortest chain of imports; exits with 1 if there is none. @throws {UserError} */
export async function runExplainPath(from: string, to: string, flags: QueryFlags): Promise<number> {
  const steps = explainPath(await readRepository(flags), from, to);
  const text =
    steps === undefined
      ? `no imports lead from ${from} to ${to}`
      : printTable(steps.map(({ file, line, column, target }) => [`${file}:${line}:${column}`, `→ ${target}`])).join(
          "\n",
        );
  printResult(flags.json === true, { ok: steps !== undefined, path: steps ?? [] }, text);
  return steps === undefined ? exitCodes.failed : exitCodes.ok;
}

/** Prints the settings that have no effect; exits with 1 if there are some. @throws {UserError} */
export async function runUnused(flags: QueryFlags): Promise<number> {
  const unused = listUnused(await readRepository(flags));
  const rows = unused.map(({ setting, value, reason }) => [setting, JSON.stringify(value), reason]);
  const text = unused.length === 0 ? "no unused settings" : printTable(rows).join("\n");
  printResult(flags.json === true, { ok: unused.length === 0, unused }, text);
  return unused.length === 0 ? exitCodes.ok : exitCodes.failed;
}

/** Prints the files that belong to no unit; exits with 1 if there are some. @throws {UserError} */
export async function runUnassigned(flags: QueryFlags): Promise<number> {
  const { graph, boundaries } = await readRepository(flags);
  const files = graph.files.filter((file) => boundaries.assign(file) === undefined);
  const text = [...files, `${count(files.length, "file")} of ${graph.files.length} belong to no unit`].join("\n");
  printResult(flags.json === true, { ok: files.length === 0, files }, text);
  return files.length === 0 ? exitCodes.ok : exitCodes.failed;
}

/** Prints the units affected by a change. @throws {UserError} */
export async function runChanged(flags: QueryFlags & { readonly since: string }): Promise<number> {
  const affected = listAffected(await readRepository(flags), flags.since);
  const rows = affected.units.map(({ id, kind, why }) => [kind, id, why]);
  const text = [...printTable(rows), `${count(affected.files.length, "changed file")}, ${count(rows.length, "unit")}`];
  printResult(flags.json === true, { ok: true, ...affected }, text.join("\n"));
  return exitCodes.ok;
}

const printers: Readonly<Record<NonNullable<GraphFlags["format"]>, (drawing: UnitDrawing) => string>> = {
  mermaid: printMermaid,
  dot: printDot,
  svg: printSvg,
};

/** Prints the graph of units, or writes it to a file. @throws {UserError} */
export async function runGraph(flags: GraphFlags): Promise<number> {
  const repository = await readRepository(flags);
  const drawing = drawUnits(repository, findViolations(repository), flags.only);
  const { format = "mermaid", output, json } = flags;
  if (output === undefined) printResult(json === true, { ok: true, ...drawing }, printers[format](drawing));
  else writeFileSync(resolve(flags.cwd ?? ".", output), `${printers[format](drawing)}\n`);
  return exitCodes.ok;
}
