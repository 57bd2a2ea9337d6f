/** The application of all rules. */

import { judgeData } from "./judge-data.ts";
import { judgeCycles, judgeUnused } from "./judge-edges.ts";
import { judgeEvents } from "./judge-events.ts";
import { judgeFloors } from "./judge-floors.ts";
import { judgeImports } from "./judge-import.ts";
import { judgeComputed, judgePackages } from "./judge-packages.ts";
import { type RuleContext, ruleNames, type Violation } from "./violation.ts";

const rules = [
  judgeImports,
  judgeUnused,
  judgeCycles,
  judgePackages,
  judgeComputed,
  judgeFloors,
  judgeData,
  judgeEvents,
];

/**
 * Lists the violations by file, line, column and rule.
 * @throws {UserError} if a rule has nothing to check.
 */
export function applyRules(context: RuleContext): readonly Violation[] {
  return rules
    .flatMap((rule) => rule(context))
    .sort(
      (one, other) =>
        compare(one.file, other.file) ||
        one.line - other.line ||
        one.column - other.column ||
        ruleNames.indexOf(one.rule) - ruleNames.indexOf(other.rule) ||
        compare(one.entry, other.entry),
    );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
