/** The corpus of hostile inputs, each row with its binding. */

import { readFile } from "node:fs/promises";
import type { Bindings, Row } from "./binding.ts";
import { allBindings } from "./families/all.ts";

/** Every row of the corpus. */
export const rows: readonly Row[] = JSON.parse(
  await readFile(new URL("bad-input-cases.json", import.meta.url), "utf8"),
) as readonly Row[];

/** The bindings of the rows, by id. */
export const bindings: Bindings = allBindings;

/** The rows that have a probe. */
export const probedRows: readonly Row[] = rows.filter(({ id }) => bindings[id]?.kind === "probe");

const withoutProbe = Object.values(bindings).filter((binding) => binding.kind === "inapplicable");
const elsewhere = withoutProbe.filter((binding) => binding.elsewhere).length;

/** The number of rows that other tests run, and of rows that do not apply. */
export const unprobed: { readonly elsewhere: number; readonly inapplicable: number } = {
  elsewhere,
  inapplicable: withoutProbe.length - elsewhere,
};

/** Prints one line with the counts, and one for each reason why rows have no probe. */
export function printCorpus(): string {
  const reasons = new Map<string, string[]>();
  let notes = 0;
  for (const [id, binding] of Object.entries(bindings)) {
    if (binding.kind === "inapplicable") reasons.set(binding.reason, [...(reasons.get(binding.reason) ?? []), id]);
    else if (binding.note !== undefined) notes += 1;
  }
  return [
    `hostile inputs: ${rows.length} rows, ${probedRows.length} run (${notes} with a note), ${elsewhere} run by other tests, ${unprobed.inapplicable} do not apply:`,
    ...[...reasons].map(([reason, ids]) => `  ${ids.join(" ")}: ${reason}`),
  ].join("\n");
}
