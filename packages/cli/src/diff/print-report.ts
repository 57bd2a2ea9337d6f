/** The result of a diff as text for a terminal. */

import type { ContractChange } from "./change.ts";
import type { DiffResult } from "./diff-result.ts";

/** Prints services, their changes with the breaking ones first, and a summary line. */
export function printReport(result: DiffResult): string {
  const services = result.services.map(({ service, changes }) =>
    [service, ...sortChanges(changes).flatMap(printChange)].join("\n"),
  );
  return [...services, summarize(result)].join("\n\n");
}

/** Breaking changes first, otherwise in their order. */
export function sortChanges(changes: readonly ContractChange[]): readonly ContractChange[] {
  return [...changes].sort((one, other) => Math.sign(other.breaks.length) - Math.sign(one.breaks.length));
}

/** `safe`, or `breaks callers and handlers`. */
export function printVerdict({ breaks }: ContractChange): string {
  return breaks.length === 0 ? "safe" : `breaks ${breaks.join(" and ")}`;
}

/** `"a" → "b"`; `+ "b"` or `- "a"` if one is absent. */
export function printValues({ before, after }: ContractChange): string | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined) return `+ ${after}`;
  return after === undefined ? `- ${before}` : `${before} → ${after}`;
}

/** `courier (creates a delivery, …)`. */
export function printConsumers({ consumers = [] }: ContractChange): string | undefined {
  if (consumers.length === 0) return undefined;
  return consumers
    .map(({ consumer, tests }) => (tests.length === 0 ? consumer : `${consumer} (${tests.join("; ")})`))
    .join(", ");
}

/** The summary line. */
export function summarize({ services, safe, breaking, consumers }: DiffResult): string {
  if (services.length === 0) return "no change";
  const parts = [
    count(breaking.callers, "change", "callers"),
    count(breaking.handlers, "change", "handlers"),
    ...(breaking.receivers > 0 ? [count(breaking.receivers, "change", "receivers")] : []),
    ...(breaking.publishers > 0 ? [count(breaking.publishers, "change", "publishers")] : []),
    `${safe} safe`,
    ...(consumers.length === 0 ? [] : [`consumers that break: ${consumers.join(", ")}`]),
  ];
  return parts.join("; ");
}

function count(amount: number, noun: string, side: string): string {
  return `${amount} ${noun}${amount === 1 ? " breaks" : "s break"} ${side}`;
}

/** The first three, and how many more there are. */
export function printPaths(paths: readonly string[]): string {
  const more = paths.length - 3;
  return [...paths.slice(0, 3), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function printChange(change: ContractChange): readonly string[] {
  const values = printValues(change);
  const consumers = printConsumers(change);
  const isBreaking = change.breaks.length > 0;
  return [
    `  ${isBreaking ? "✗" : "·"} ${change.path}  ${change.rule}: ${printVerdict(change)}`,
    ...(change.also === undefined ? [] : [`      ${change.type}, also in ${printPaths(change.also)}`]),
    ...(values === undefined ? [] : [`      ${values}`]),
    ...(isBreaking ? [`      ${change.reason}`, `      next: ${change.next}`] : []),
    ...(consumers === undefined ? [] : [`      consumers: ${consumers}`]),
  ];
}
