/**
 * The result of a diff as GitHub Actions commands, which annotate the contract's file with each
 * change.
 */

import type { DiffResult } from "./diff-result.ts";
import { printConsumers, printValues, printVerdict, sortChanges, summarize } from "./print-report.ts";
import type { Side } from "./rule.ts";

/**
 * Prints one line per change: an error for a change that fails the check, a warning for other
 * breaking changes, a notice for safe ones.
 * @param failing the sides whose breaking changes fail the check.
 */
export function printAnnotations(result: DiffResult, failing: readonly Side[]): string {
  const lines = result.services.flatMap(({ service, file, changes }) =>
    sortChanges(changes).map((change) => {
      const fails = change.breaks.some((side) => failing.includes(side));
      const level = fails ? "error" : change.breaks.length > 0 ? "warning" : "notice";
      const consumers = printConsumers(change);
      const message = [
        `${service}.${change.path}: ${printVerdict(change)}`,
        printValues(change),
        change.reason,
        ...(change.breaks.length === 0 ? [] : [`next: ${change.next}`]),
        consumers === undefined ? undefined : `consumers: ${consumers}`,
      ];
      const properties = [...(file === undefined ? [] : [`file=${property(file)}`]), `title=${property(change.rule)}`];
      return `::${level} ${properties.join(",")}::${data(message.filter((one) => one !== undefined).join("\n"))}`;
    }),
  );
  return [...lines, summarize(result)].join("\n");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
