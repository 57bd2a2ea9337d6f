/** The result of a check as text for a terminal. */

import type { JudgedViolation } from "../baseline/compare-baseline.ts";
import type { CheckResult } from "../run/check.ts";
import { count, printTable } from "../text/table.ts";

/** Prints new violations, stale entries, additions to the baseline, notices and the summary. */
export function printText(result: CheckResult): string {
  const shown = result.violations.filter(({ status }) => status !== "accepted");
  return [
    ...printViolations(shown),
    ...printStale(result),
    ...printGrown(result),
    ...result.notices.map((notice) => `note: ${notice}`),
    summarize(result),
  ].join("\n");
}

/** One line: the size of the repository, and the changes since the baseline. */
export function summarize({ ok, files, imports, modules, violations, baseline }: CheckResult): string {
  const of = (status: JudgedViolation["status"]): number => violations.filter((one) => one.status === status).length;
  const fresh = of("new") + of("open");
  const scope = `${count(files, "file")}, ${count(imports, "import")}, ${count(modules, "module")}`;
  const change = `since the baseline of ${baseline.recorded}: ${fresh} new, ${baseline.stale.length} gone`;
  return `${ok ? "ok" : "failed"}: ${scope}; ${change}`;
}

function printViolations(violations: readonly JudgedViolation[]): readonly string[] {
  if (violations.length === 0) return [];
  const rows = violations.map(({ file, line, column, rule, status, found, fix }) => [
    `${file}:${line}:${column}`,
    status === "open" ? `${rule} (open)` : rule,
    found,
    fix,
  ]);
  const rules = [...new Set(violations.map(({ rule }) => rule))].sort();
  return [
    ...printTable([["where", "rule", "found", "fix"], ...rows]),
    "",
    ...rules.map((rule) => `why? seamline check --why ${rule}`),
    "",
  ];
}

function printStale({ baseline: { stale } }: CheckResult): readonly string[] {
  if (stale.length === 0) return [];
  return [
    "no longer violations, but still in the baseline:",
    ...printTable(stale.map(({ owner, entry }) => [`  ${owner}`, entry])),
    "run `seamline check --shrink-baseline`",
    "",
  ];
}

function printGrown({ baseline: { grown } }: CheckResult): readonly string[] {
  if (grown.length === 0) return [];
  const rows = grown.map(({ owner, entry, frozen }) => [`  ${owner}`, frozen ? "frozen: refused" : "accepted", entry]);
  return ["added to the baseline:", ...printTable(rows), ""];
}
