/**
 * The demonstration: the same flows in one process and in three, side by side; with `--stage events`,
 * with calls and with events; with `--stage hybrid`, in three languages. `--serve` keeps a single process running instead. Needs the built
 * artefact.
 */

import { parseArgs } from "node:util";
import { StartFailure } from "./application-process.ts";
import { compareLanguages, compareShapes, compareStages } from "./comparison.ts";
import { serve } from "./serve.ts";

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { serve: { type: "boolean" }, stage: { type: "string" } } });
  const { stage } = values;
  if (stage !== undefined && stage !== "events" && stage !== "hybrid")
    throw new RangeError(`expected --stage events or --stage hybrid, found --stage ${stage}`);
  if (stage === "hybrid" && values.serve) throw new RangeError("expected --stage hybrid without --serve");
  if (stage === "hybrid") return (await compareLanguages()) ? 0 : 1;
  if (values.serve) await serve(stage ?? "calls");
  else if (values.stage === undefined) return (await compareShapes()) ? 0 : 1;
  else return (await compareStages(process.env.SEAMLINE_EVENTS || undefined)) ? 0 : 1;
  return 0;
}

try {
  process.exitCode = await main();
} catch (reason) {
  if (!(reason instanceof StartFailure || reason instanceof RangeError)) throw reason;
  console.error(reason.message);
  process.exitCode = 1;
}
