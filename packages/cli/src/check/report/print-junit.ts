/** The result of a check as JUnit XML: one test for each rule and owner. */

import { toFileName } from "../baseline/baseline.ts";
import { type RuleName, ruleNames } from "../rule/violation.ts";
import type { CheckResult } from "../run/check.ts";
import { escapeXml } from "../text/escape-xml.ts";

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failures: readonly string[];
}

/**
 * Prints a suite for each rule, with a case for each owner that violates it; a rule without
 * violations is one passing case.
 */
export function printJUnit({ violations, baseline, baselineFolder }: CheckResult): string {
  const cases: Case[] = [];
  for (const rule of ruleNames) {
    const broken = violations.filter((one) => one.rule === rule && one.status === "new");
    const owners = [...new Set(broken.map(({ owner }) => owner))];
    if (owners.length === 0) cases.push({ suite: rule, name: "all", failures: [] });
    for (const owner of owners) cases.push({ suite: rule, name: owner, failures: describe(rule, owner) });
  }
  const stale = baseline.stale.map(
    ({ owner, entry }) => `${baselineFolder}/${toFileName(owner)}: no longer a violation: ${entry}`,
  );
  const refused = baseline.grown
    .filter(({ frozen }) => frozen)
    .map(({ owner, entry }) => `${baselineFolder}/${toFileName(owner)}: added to a frozen baseline: ${entry}`);
  cases.push({ suite: "baseline", name: "all", failures: [...stale, ...refused] });

  function describe(rule: RuleName, owner: string): readonly string[] {
    return violations
      .filter((one) => one.rule === rule && one.owner === owner && one.status === "new")
      .map(({ file, line, column, found, fix }) => `${file}:${line}:${column}: ${found}; ${fix}`);
  }
  const suites = [...new Set(cases.map(({ suite }) => suite))].map((suite) =>
    printSuite(
      suite,
      cases.filter((one) => one.suite === suite),
    ),
  );
  const failures = countFailures(cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="seamline check" tests="${cases.length}" failures="${failures}">`,
    ...suites,
    "</testsuites>",
  ].join("\n");
}

function printSuite(suite: string, cases: readonly Case[]): string {
  return [
    `  <testsuite name="${escapeXml(suite)}" tests="${cases.length}" failures="${countFailures(cases)}">`,
    ...cases.flatMap((one) => printCase(one)),
    "  </testsuite>",
  ].join("\n");
}

function printCase({ suite, name, failures }: Case): readonly string[] {
  const opening = `    <testcase classname="seamline.${escapeXml(suite)}" name="${escapeXml(name)}"`;
  if (failures.length === 0) return [`${opening} />`];
  const [first = ""] = failures;
  return [
    `${opening}>`,
    `      <failure message="${escapeXml(first)}">${escapeXml(failures.join("\n"))}</failure>`,
    "    </testcase>",
  ];
}

function countFailures(cases: readonly Case[]): number {
  return cases.filter(({ failures }) => failures.length > 0).length;
}
