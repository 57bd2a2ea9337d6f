/**
 * `pnpm bench [family…] [--only subject,…] [--rounds n] [--seconds n] [--write]`: measures and
 * prints tables. With `--write` it also writes results/<family>.json and the family's section of
 * README.md and docs/performance.md. `pnpm bench compare <ref> [--rounds n] [--write]`: the
 * in-process call of this working tree beside that of a commit.
 */

import { parseArgs } from "node:util";
import { compareWith, toTable } from "./compare/compare.ts";
import { loadFamily, usualFamilies } from "./families.ts";
import type { MeasureOptions } from "./harness/family.ts";
import { printSection, writeRows, writeSections } from "./harness/results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const only = values.only.split(",").map((name) => name.trim());
const options: MeasureOptions = {
  only: only.filter((name) => name !== ""),
  rounds: readCount("rounds"),
  seconds: readCount("seconds"),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
};

try {
  const [first, ref] = positionals;
  if (values.write && options.only.length > 0) throw new RangeError("--write: expected whole families, found --only");
  if (first === "compare") await compare(ref);
  else for (const name of positionals.length > 0 ? positionals : usualFamilies) await run(name);
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
  if (!values.write) return;
  await writeRows(name, rows);
  await writeSections(name, section);
}

async function compare(ref: string | undefined): Promise<void> {
  if (ref === undefined) throw new RangeError("compare: expected a commit to compare with, found none; name one");
  const rows = await compareWith(ref, options);
  options.progress("");
  process.stdout.write(`${printSection([toTable(rows)], ["zod"])}\n`);
  if (values.write) await writeRows("compare", rows);
}

function readCount(name: "rounds" | "seconds"): number | undefined {
  const text = values[name];
  const count = Number(text);
  if (text === undefined || (Number.isInteger(count) && count > 0)) return text === undefined ? undefined : count;
  throw new RangeError(`--${name}: expected a positive integer, found ${text}`);
}
