/**
 * `node verification/src/reliability/bin.ts [events [--long]] [--scale 0.1] [--only <text>] [--write]`:
 * runs the figures, or those of events, and prints a table. Exit code 1 if a row is not ok. `--write`
 * keeps the rows of a full run in results/reliability.json, or reliability-events.json.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listEventFigures } from "./events/all.ts";
import { type Row, runFigure } from "./figure.ts";
import { figures } from "./figures/all.ts";
import { printRow } from "./report.ts";

/** A tenth of the messages and kills of the long form: what fits into ten minutes. */
const eventScale = 0.1;

const { values, positionals } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    scale: { type: "string" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const [part, ...more] = positionals;
if (more.length > 0 || (part !== undefined && part !== "events"))
  throw new RangeError(`expected nothing or events, found ${positionals.join(" ")}`);
if (values.long && (part === undefined || values.scale !== undefined))
  throw new RangeError("--long: expected events, without --scale");
const scale = Number(values.scale ?? (part === undefined || values.long ? 1 : eventScale));
if (!(scale > 0 && scale <= 1))
  throw new RangeError(`--scale: expected a number above 0 up to 1, found ${values.scale}`);
if (values.write && (values.scale !== undefined || values.only !== ""))
  throw new RangeError("--write: expected a full run, found --scale or --only; leave them out");

const rows: Row[] = [];
for (const figure of part === undefined ? figures : await listEventFigures()) {
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
  const folder = fileURLToPath(new URL("../../results/", import.meta.url));
  const name = part === undefined ? "reliability.json" : "reliability-events.json";
  await writeFile(join(folder, name), `${JSON.stringify(rows, null, 2)}\n`);
}
process.exitCode = bad === 0 ? 0 : 1;
