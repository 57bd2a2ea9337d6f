/** The violations that rules report. */

import type { FloorPlan } from "../../config/check-config.ts";
import type { Boundaries } from "../boundary/boundaries.ts";
import type { Unit } from "../boundary/unit.ts";
import type { FileData } from "../data/file-data.ts";
import type { ContractEvents } from "../graph/contract-events.ts";
import type { ImportGraph, InternalImport } from "../graph/import-graph.ts";
import type { UnitGraph } from "../graph/unit-graph.ts";
import type { EventUse } from "../source/event-use.ts";

/** The rules; each has a page of documentation with its name. */
export const ruleNames = [
  "internals",
  "private-part",
  "types-only",
  "undeclared-edge",
  "unused-edge",
  "cycle",
  "composition-root",
  "shared-code",
  "unassigned-code",
  "forbidden-package",
  "computed-import",
  "floors",
  "foreign-table",
  "cross-module-join",
  "cross-module-foreign-key",
  "cross-module-transaction",
  "unowned-table",
  "foreign-handlers",
  "undeclared-event",
  "unused-event",
] as const;

/** The name of a rule. */
export type RuleName = (typeof ruleNames)[number];

/** One violation, with its position and the next step. */
export interface Violation {
  /** The rule, whose page of documentation has the same name. */
  readonly rule: RuleName;
  /** The id of the unit to change, or `unassigned`. */
  readonly owner: string;
  /** The path from the configuration's folder, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The finding, as a sentence without its full stop. */
  readonly found: string;
  /** The next step. */
  readonly fix: string;
  /** The ids of the units along the violation, each importing the next. */
  readonly path: readonly string[];
  /** The violation's line in a baseline, independent of its position within the file. */
  readonly entry: string;
}

/** The input of rules. */
export interface RuleContext {
  readonly boundaries: Boundaries;
  readonly graph: ImportGraph;
  readonly units: UnitGraph;
  /** The table uses of files, by file. */
  readonly data: ReadonlyMap<string, FileData>;
  /** The uses of generated events, by file. */
  readonly events: ReadonlyMap<string, readonly EventUse[]>;
  /** The events of the contracts of client packages. */
  readonly contracts: readonly ContractEvents[];
  /** The tables assigned to modules in the configuration. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly floors: readonly FloorPlan[];
  /** The configuration's path, for violations without a source file. */
  readonly configFile: string;
}

/** A rule. */
export type Rule = (context: RuleContext) => readonly Violation[];

/** The owner of violations in a unit's files. */
export function ownerOf(unit: Unit | undefined): string {
  return unit?.id ?? "unassigned";
}

/** A violation at an import of the repository's own code. */
export function violationAt(
  { file, from, statement, target, to }: InternalImport,
  { rule, found, fix }: Pick<Violation, "rule" | "found" | "fix">,
): Violation {
  const { line, column, typeOnly } = statement;
  const entry = `${rule} ${file} -> ${target || "."}${typeOnly ? " (types)" : ""}`;
  const path = [ownerOf(from), ownerOf(to?.unit)];
  return { rule, owner: ownerOf(from), file, line, column, found, fix, path, entry };
}
