/** `seamline init`. */

import { type InitResult, init, propose } from "../check/proposal/init.ts";
import type { RankedEdge } from "../check/proposal/rank-edges.ts";
import { summarize } from "../check/report/print-text.ts";
import { count, printTable } from "../check/text/table.ts";
import type { CheckConfig } from "../config/check-config.ts";
import { exitCodes, printResult } from "./output.ts";

/** The flags of the command. */
export interface InitFlags {
  readonly cwd?: string;
  readonly json?: boolean;
  readonly print?: boolean;
}

const shownImports = 3;

/** Proposes boundaries and writes them; returns the exit code. @throws {UserError} */
export async function runInit(flags: InitFlags): Promise<number> {
  if (flags.print === true) {
    const { text, config } = await propose(flags);
    printResult(flags.json === true, { ok: true, config }, text.trimEnd());
    return exitCodes.ok;
  }
  const done = await init(flags);
  const { file, config, result, edges } = done;
  printResult(flags.json === true, { ok: result.ok, file, config, edges, baseline: result.baseline }, describe(done));
  return result.ok ? exitCodes.ok : exitCodes.failed;
}

function describe({ file, arrangement, config, result, edges }: InitResult): string {
  const { modules, shared, roots } = arrangement;
  return [
    `wrote ${file}`,
    `${count(modules.size, "module")}: ${[...modules.keys()].join(", ")}`,
    ...(shared.length > 0 ? [`shared code: ${shared.join(", ")}`] : []),
    ...(roots.length > 0 ? [`composition roots: ${roots.join(", ")}`] : []),
    ...(config.external === undefined ? [] : [`unresolved, taken to be a bundler's: ${config.external.join(", ")}`]),
    ...describeUnresolved(config.unresolved),
    ...(config.ignore === undefined
      ? []
      : [`not read, because git ignores it or it does not parse: ${config.ignore.join(", ")}`]),
    ...(result.baseline.recorded > 0
      ? [
          `accepted ${count(result.baseline.recorded, "violation")} in ${result.baselineFolder}/; the list may only shrink`,
        ]
      : []),
    ...result.notices,
    ...describeEdges(edges),
    summarize(result),
  ].join("\n");
}

/** Unresolved imports, shortened: one wrong alias or missing file lists every import of it. */
function describeUnresolved(unresolved: CheckConfig["unresolved"] = {}): readonly string[] {
  const all = Object.entries(unresolved).flatMap(([file, names]) => names.map((name) => `${name} in ${file}`));
  if (all.length === 0) return [];
  const more = all.length > shownImports ? `, … (all of them in check.unresolved)` : "";
  return [
    `unresolved imports, accepted: ${count(all.length, "import")}, ${all.slice(0, shownImports).join(", ")}${more}`,
  ];
}

function describeEdges(edges: readonly RankedEdge[]): readonly string[] {
  if (edges.length === 0) return [];
  const rows = edges.map(({ from, to, imports, typesOnly, freed, fewer, where }, index) => [
    `  ${index + 1}. ${from} -> ${to}`,
    `${count(imports, "import")}${typesOnly ? " of types" : ""}`,
    [...(freed > 0 ? [`${count(freed, "pair")} of modules out of a cycle`] : []), lessNeeds(fewer)].join(", "),
    where,
  ]);
  return [
    "",
    "worth removing first, by gain per import (each as if those above were removed):",
    ...printTable(rows),
    "",
  ];
}

function lessNeeds(fewer: number): string {
  return fewer === 1 ? "1 dependency less" : `${fewer} dependencies less`;
}
