/** The corpus of hostile inputs, each row with what it is bound to. */

import { readFile } from "node:fs/promises";
import type { Bindings, Row } from "./binding.ts";
import { allBindings } from "./families/all.ts";

/** Every row of the corpus. */
export const rows: readonly Row[] = JSON.parse(
  await readFile(new URL("bad-input-cases.json", import.meta.url), "utf8"),
) as readonly Row[];

/** What the rows are bound to, by id. */
export const bindings: Bindings = allBindings;

/** The rows that have a probe. */
export const probedRows: readonly Row[] = rows.filter(({ id }) => bindings[id]?.kind === "probe");

const withoutProbe = Object.values(bindings).filter((binding) => binding.kind === "inapplicable");
const elsewhere = withoutProbe.filter((binding) => binding.elsewhere).length;

/** How many rows a test of its own runs, and how many have nothing to run against. */
export const unprobed: { readonly elsewhere: number; readonly inapplicable: number } = {
  elsewhere,
  inapplicable: withoutProbe.length - elsewhere,
};

/** One line that counts the rows, and one for each reason why rows have no probe. */
export function printCorpus(): string {
  const reasons = new Map<string, string[]>();
  let notes = 0;
  for (const [id, binding] of Object.entries(bindings)) {
    if (binding.kind === "inapplicable") reasons.set(binding.reason, [...(reasons.get(binding.reason) ?? []), id]);
    else if (binding.note !== undefined) notes += 1;
  }
  return [
    `hostile inputs: ${rows.length} rows, ${probedRows.length} run (${notes} read as their note says), ${elsewhere} have tests of their own, ${unprobed.inapplicable} do not apply:`,
    ...[...reasons].map(([reason, ids]) => `  ${ids.join(" ")}: ${reason}`),
  ].join("\n");
}
