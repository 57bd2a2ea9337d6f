/** The result of a check as a comment on a pull request. */

import type { CheckResult } from "../run/check.ts";
import { summarize } from "./print-text.ts";

const shown = 50;

/** Prints a heading, new violations as a table, stale entries as a list, and the summary. */
export function printMarkdown(result: CheckResult): string {
  const fresh = result.violations.filter(({ status }) => status !== "accepted");
  const rows = fresh
    .slice(0, shown)
    .map(
      ({ file, line, rule, found, fix }) =>
        `| ${code(`${file}:${line}`)} | ${rule} | ${escapeText(found)} | ${escapeText(fix)} |`,
    );
  const more = fresh.length > shown ? ["", `… and ${fresh.length - shown} more.`] : [];
  const table = fresh.length === 0 ? [] : ["| where | rule | found | fix |", "|---|---|---|---|", ...rows, ...more, ""];
  const stale = result.baseline.stale.map(({ owner, entry }) => `- ${escapeText(owner)}: ${code(entry)}`);
  const gone =
    stale.length === 0 ? [] : ["No longer violations; run `seamline check --shrink-baseline`:", "", ...stale, ""];
  const added = result.baseline.grown.map(
    ({ owner, entry, frozen }) => `- ${escapeText(owner)}${frozen ? " (frozen)" : ""}: ${code(entry)}`,
  );
  const grown = added.length === 0 ? [] : ["Added to the baseline:", "", ...added, ""];
  return [
    `### Boundaries: ${result.ok ? "kept" : "broken"}`,
    "",
    ...table,
    ...gone,
    ...grown,
    ...result.notices.map((notice) => `> ${escapeText(notice)}\n`),
    escapeText(summarize(result)),
  ].join("\n");
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\|<>*_`[\]]/g, "\\$&").replaceAll("\n", " ");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
