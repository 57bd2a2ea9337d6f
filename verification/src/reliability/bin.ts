/**
 * `node verification/src/reliability/bin.ts [--scale 0.1] [--only <text>]`: runs the figures, prints a table, and, for the full
 * run, writes bench/results/reliability.json; exit code 1 when a row is not ok.
 */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Row, runFigure } from "./figure.ts";
import { loadFigures, printRow } from "./report.ts";

const { values } = parseArgs({
  options: { scale: { type: "string", default: "1" }, only: { type: "string", default: "" } },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1))
  throw new RangeError(`--scale: expected a number above 0 up to 1, found ${values.scale}`);

const rows: Row[] = [];
for (const figure of await loadFigures()) {
  if (!figure.name.includes(values.only)) continue;
  const started = performance.now();
  const { faults, ...row } = await runFigure(figure, scale);
  rows.push(row);
  process.stdout.write(`${printRow(row, performance.now() - started)}\n`);
  for (const fault of faults) process.stdout.write(`      ${fault}\n`);
}
const bad = rows.filter(({ ok }) => !ok).length;
process.stdout.write(`${rows.length} rows, ${rows.length - bad} ok, ${bad} not ok\n`);
if (scale === 1 && values.only === "") {
  const file = fileURLToPath(new URL("../../../bench/results/reliability.json", import.meta.url));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
}
process.exitCode = bad === 0 ? 0 : 1;
