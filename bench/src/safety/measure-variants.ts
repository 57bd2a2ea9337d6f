/**
 * Measures builds in-process, as the `in-process` family measures its subjects, several times over.
 */

import type { MeasureOptions } from "../harness/family.ts";
import { median } from "../harness/statistics.ts";
import { type CallFigures, measureCalls } from "../in-process/measure-calls.ts";
import type { Payload } from "../subject/subject.ts";
import { type SafetyRow, toCost } from "./row.ts";
import { variants, wholeName } from "./variants.ts";

/** Ways to call. The additional cost of a list is in its values, for any caller. */
const ways: readonly { readonly from: SafetyRow["from"]; readonly payload: Payload }[] = [
  { from: "outside", payload: "small" },
  { from: "module", payload: "small" },
  { from: "outside", payload: "list" },
];

/**
 * Runs of all measures, in new processes: two runs of the same code differ by early decisions of
 * the compiler and the collector, and by more than some parts cost.
 */
const runs = 3;
const defaultRounds = 12;

/** Measures builds, by variant; {@link wholeName} among them. */
export async function measureVariants(
  builds: ReadonlyMap<string, URL>,
  options: MeasureOptions,
): Promise<readonly SafetyRow[]> {
  const rows: SafetyRow[] = [];
  for (const { from, payload } of ways) {
    const names = [...builds.keys()].filter((name) => payload === "small" || variants[name]?.values === true);
    const found: (readonly CallFigures[])[] = [];
    for (let run = 1; run <= runs; run += 1) {
      const calls = names.map((name) => ({
        title: `${name}, ${payload}, from ${from}, run ${run} of ${runs}`,
        program: new URL("worker.ts", import.meta.url),
        args: [String(builds.get(name)), name, from, payload],
      }));
      found.push(await measureCalls(calls, options.rounds ?? defaultRounds, options.progress));
    }
    const of = (name: string): readonly CallFigures[] =>
      found.map((figures) => figures[names.indexOf(name)] as CallFigures);
    const whole = of(wholeName).map((figures) => figures.median);
    for (const subject of names) {
      const own = of(subject);
      const medians = own.map((figures) => figures.median);
      rows.push({
        family: "safety",
        subject,
        transport: "in-process",
        from,
        payload,
        concurrency: 1,
        ...toCost(whole, medians),
        median: median(medians),
        min: Math.min(...own.map(({ min }) => min)),
        max: Math.max(...own.map(({ max }) => max)),
        rounds: own.reduce((sum, { rounds }) => sum + rounds, 0),
        cpuPerCall: median(own.map(({ cpu }) => cpu)),
        bytesPerCall: median(own.map(({ bytes }) => bytes)),
      });
    }
  }
  return rows;
}
