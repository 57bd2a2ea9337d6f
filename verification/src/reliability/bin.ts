/**
 * `node verification/src/reliability/bin.ts [--scale 0.1] [--only <text>] [--write]`: runs the
 * figures and prints a table. Exit code 1 if a row is not ok. `--write` keeps the rows of a full
 * run in results/reliability.json.
 */

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Row, runFigure } from "./figure.ts";
import { figures } from "./figures/all.ts";
import { printRow } from "./report.ts";

const { values } = parseArgs({
  options: {
    scale: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1))
  throw new RangeError(`--scale: expected a number above 0 up to 1, found ${values.scale}`);
if (values.write && (scale !== 1 || values.only !== ""))
  throw new RangeError("--write: expected a full run, found --scale or --only; leave them out");

const rows: Row[] = [];
for (const figure of figures) {
  if (!figure.name.includes(values.only)) continue;
  const started = performance.now();
  const { faults, ...row } = await runFigure(figure, scale);
  rows.push(row);
  process.stdout.write(`${printRow(row, performance.now() - started)}\n`);
  for (const fault of faults) process.stdout.write(`      ${fault}\n`);
}
const bad = rows.filter(({ ok }) => !ok).length;
process.stdout.write(`${rows.length} rows, ${rows.length - bad} ok, ${bad} not ok\n`);
if (values.write) {
  const file = fileURLToPath(new URL("../../results/reliability.json", import.meta.url));
  await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
}
process.exitCode = bad === 0 ? 0 : 1;
