/** The result of a diff as Markdown, for the comment on a pull request. */

import type { ContractChange } from "./change.ts";
import type { DiffResult } from "./diff-result.ts";
import { printConsumers, printValues, printVerdict, sortChanges, summarize } from "./print-report.ts";

/** Prints a table for each service. */
export function printMarkdown(result: DiffResult): string {
  const services = result.services.flatMap(({ service, changes }) => [
    `### ${service}`,
    "",
    "| path | rule | breaks | before → after | next |",
    "|---|---|---|---|---|",
    ...sortChanges(changes).map(printRow),
    "",
  ]);
  return ["## Contract changes", "", ...services, `${summarize(result)}.`].join("\n");
}

function printRow(change: ContractChange): string {
  const consumers = printConsumers(change);
  const verdict = printVerdict(change);
  const cells = [
    code(change.path),
    change.rule,
    `${change.breaks.length === 0 ? verdict : `**${verdict}**`}${consumers === undefined ? "" : `: ${inCell(consumers)}`}`,
    code(printValues(change)),
    change.breaks.length === 0 ? "" : inCell(change.next),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** A pipe ends a table cell even inside code. */
function code(text: string | undefined): string {
  if (text === undefined) return "";
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${fence === "``" ? ` ${text} ` : text}${fence}`.replaceAll("|", "\\|").replaceAll(/\r?\n/g, " ");
}

function inCell(text: string): string {
  return text.replaceAll(/[\\|<>*_[\]]/g, "\\$&").replaceAll(/\r?\n/g, " ");
}
