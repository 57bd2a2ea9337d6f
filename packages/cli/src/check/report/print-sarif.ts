/** The result of a check as SARIF 2.1.0, for code scanning. */

import { createHash } from "node:crypto";
import { addressOfRule } from "@seamline/core/internal";
import { type BaselineEntry, toFileName } from "../baseline/baseline.ts";
import type { JudgedViolation } from "../baseline/compare-baseline.ts";
import { ruleTexts } from "../rule/rule-texts.ts";
import { ruleNames } from "../rule/violation.ts";
import type { CheckResult } from "../run/check.ts";

const baselineRule = "baseline";
const addressOfGuide = "https://github.com/seamline/seamline/blob/main/docs/guide/boundaries.md";

/** Prints a log with one run. Accepted violations are included as suppressed results. */
export function printSarif({ violations, baseline, baselineFolder }: CheckResult): string {
  const rules = [
    ...ruleNames.map((id) => ({
      id,
      shortDescription: { text: ruleTexts[id] },
      helpUri: addressOfRule(id),
      help: { text: `See ${addressOfRule(id)}` },
    })),
    {
      id: baselineRule,
      shortDescription: { text: "A baseline lists accepted violations only, and a frozen one does not grow." },
      helpUri: addressOfGuide,
      help: { text: `See ${addressOfGuide}` },
    },
  ];
  const index = new Map<string, number>(rules.map(({ id }, at) => [id, at]));
  const baselineIndex = index.get(baselineRule) ?? 0;
  const results = [
    ...violations.map((one) => toResult(one, index.get(one.rule) ?? 0)),
    ...baseline.stale.map((one) =>
      toBaselineResult(
        one,
        "no longer a violation; run seamline check --shrink-baseline",
        baselineFolder,
        baselineIndex,
      ),
    ),
    ...baseline.grown
      .filter(({ frozen }) => frozen)
      .map((one) => toBaselineResult(one, "added to a frozen baseline", baselineFolder, baselineIndex)),
  ];
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "seamline check", rules } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The folder of seamline.config.ts" } } },
        results,
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function toResult(
  { rule, status, found, fix, file, line, column, entry, owner }: JudgedViolation,
  ruleIndex: number,
): object {
  return {
    ruleId: rule,
    ruleIndex,
    level: status === "new" ? "error" : status === "open" ? "warning" : "note",
    message: { text: `${found}; ${fix}` },
    locations: [toLocation(file, line, column)],
    partialFingerprints: { "seamline/v1": fingerprint(owner, entry, line, column) },
    baselineState: status === "accepted" ? "unchanged" : "new",
    suppressions: status === "accepted" ? [{ kind: "external", justification: "in the baseline" }] : [],
  };
}

function toBaselineResult({ owner, entry }: BaselineEntry, what: string, folder: string, ruleIndex: number): object {
  return {
    ruleId: baselineRule,
    ruleIndex,
    level: "error",
    message: { text: `${what}: ${entry}` },
    locations: [toLocation(`${folder}/${toFileName(owner)}`, 1, 1)],
    partialFingerprints: { "seamline/v1": fingerprint(owner, entry, 0, 0) },
    baselineState: "new",
    suppressions: [],
  };
}

function toLocation(file: string, startLine: number, startColumn: number): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: "ROOT" }, region: { startLine, startColumn } } };
}

/** Two imports with one baseline entry are two results, distinguished by their positions. */
function fingerprint(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}
