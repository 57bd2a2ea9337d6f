/**
 * `pnpm bench [family…] [--only subject,…] [--rounds n]`: measures, prints tables, and writes results/<family>.json and the family's
 * section of README.md, unless `--only` left subjects out.
 */

import { parseArgs } from "node:util";
import { familyNames, loadFamily } from "./families.ts";
import type { MeasureOptions } from "./harness/family.ts";
import { printSection, writeReadme, writeRows } from "./harness/results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" }, rounds: { type: "string" } },
});
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
  throw new RangeError(`--rounds: expected a positive integer, found ${values.rounds}`);
}
const only = values.only.split(",").map((name) => name.trim());
const options: MeasureOptions = {
  only: only.filter((name) => name !== ""),
  rounds,
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
};

try {
  for (const name of positionals.length > 0 ? positionals : familyNames) await run(name);
} catch (reason) {
  process.stderr.write(`${reason instanceof RangeError ? reason.message : (reason as Error).stack}\n`);
  process.exitCode = 1;
}

async function run(name: string): Promise<void> {
  const family = await loadFamily(name);
  const started = performance.now();
  const rows = await family.measure(options);
  options.progress("");
  const section = printSection(family.tables(rows), family.packages);
  process.stdout.write(`\n${name} (${((performance.now() - started) / 1000).toFixed(0)} s)\n${section}\n`);
  if (options.only.length > 0) return;
  await writeRows(name, rows);
  await writeReadme(name, section);
}
