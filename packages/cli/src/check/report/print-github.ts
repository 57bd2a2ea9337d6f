/**
 * The result of a check as workflow commands, which annotate the lines of a pull request on GitHub.
 */

import { addressOfRule } from "@seamline/core/internal";
import { toFileName } from "../baseline/baseline.ts";
import type { CheckResult } from "../run/check.ts";
import { summarize } from "./print-text.ts";

/** Prints one command for each violation that is not accepted, then the summary. */
export function printGitHub(result: CheckResult): string {
  const violations = result.violations
    .filter(({ status }) => status !== "accepted")
    .map(({ status, rule, file, line, column, found, fix }) =>
      command(
        status === "new" ? "error" : "warning",
        { file, line, col: column, title: `seamline ${rule}` },
        `${found}; ${fix} (${addressOfRule(rule)})`,
      ),
    );
  const stale = result.baseline.stale.map(({ owner, entry }) =>
    command(
      "error",
      { file: `${result.baselineFolder}/${toFileName(owner)}`, title: "seamline baseline" },
      `no longer a violation: ${entry}; run seamline check --shrink-baseline`,
    ),
  );
  const grown = result.baseline.grown.map(({ owner, entry, frozen }) =>
    command(
      frozen ? "error" : "notice",
      { file: `${result.baselineFolder}/${toFileName(owner)}`, title: "seamline baseline" },
      `${frozen ? "added to a frozen baseline" : "added to the baseline"}: ${entry}`,
    ),
  );
  const notices = result.notices.map((notice) => command("notice", { title: "seamline" }, notice));
  return [...violations, ...stale, ...grown, ...notices, summarize(result)].join("\n");
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${written.join(",")}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
