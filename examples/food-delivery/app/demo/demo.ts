/**
 * The demonstration: the same flows in one process and in three, side by side. `--serve` keeps the
 * single process running instead. Needs the built artefact.
 */

import { StartFailure } from "./application-process.ts";
import { measuredRounds, measureShape } from "./measurement.ts";
import { serve } from "./serve.ts";
import { shapes } from "./shape.ts";
import { printSideBySide } from "./side-by-side.ts";

/** Shows progress, on a terminal only. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
}

async function compare(): Promise<boolean> {
  showProgress("Running the flows in one process …");
  const together = await measureShape(shapes["all in one process"]);
  showProgress("Running the flows in three processes, with HTTP between them …");
  const apart = await measureShape(shapes["all apart"]);

  const identical = together.steady && apart.steady && together.text === apart.text;
  console.log(
    printSideBySide(
      { heading: "restaurant, courier and customer in one process", measurement: together },
      { heading: "three processes, signed HTTP between them", measurement: apart },
    ),
  );
  console.log(
    `Latency: measured by an HTTP client on this machine, median of ${measuredRounds} rounds after a warm-up, SQLite files.`,
  );
  console.log(`transcripts identical: ${identical ? "yes" : "no"}`);
  return identical;
}

async function main(): Promise<number> {
  if (!process.argv.includes("--serve")) return (await compare()) ? 0 : 1;
  await serve();
  return 0;
}

try {
  process.exitCode = await main();
} catch (reason) {
  if (!(reason instanceof StartFailure)) throw reason;
  console.error(reason.message);
  process.exitCode = 1;
}
