/** `scale`: whether a call costs the same however large the contract and the application are. */

import type { Family, MeasureOptions, Row } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median, summarise } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { writeClientPackage } from "../repository/client-package.ts";
import { createRepository } from "../repository/create-repository.ts";
import { type PointProcess, startPoint } from "./point-process.ts";
import { allServices, operationsOf, type Series, series } from "./points.ts";

/** A row of the family. Times are nanoseconds per call. */
export interface ScaleRow extends Row {
  readonly transport: "in-process" | "http";
  readonly grows: Series["grows"];
  readonly services: number;
  readonly operations: number;
  /** `one`: the same operation again and again; `all`: every operation of every service in turn. */
  readonly pattern: "one" | "all";
  /** Divided by the smallest point of the series with the same pattern. */
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** CPU time of the calling process. */
  readonly cpuPerCall: number;
  /** As `ratioToFloor`, of CPU time: what other processes of the machine do moves it little. */
  readonly cpuRatioToFloor: number;
}

/** Calls per round: some tens of milliseconds. */
const callsPerRound = { "in-process": 40_000, http: 1_500 } as const;

/** Rounds until the compiled code of 1,000 operations is warm. */
const warmUp = { "in-process": 12, http: 8 } as const;

async function measure(options: MeasureOptions): Promise<readonly ScaleRow[]> {
  await using repository = await createRepository("workspace");
  options.progress("scale: generating");
  for (const service of allServices()) await writeClientPackage(repository, service, operationsOf(service));
  await repository.seamline(["generate"]);
  const rows: ScaleRow[] = [];
  for (const transport of ["in-process", "http"] as const) {
    if (options.only.length > 0 && !options.only.includes(transport)) continue;
    for (const one of series) rows.push(...(await measureSeries(repository.folder, one, transport, options)));
  }
  return rows;
}

async function measureSeries(
  folder: string,
  { grows, points }: Series,
  transport: ScaleRow["transport"],
  options: MeasureOptions,
): Promise<readonly ScaleRow[]> {
  options.progress(`scale: ${transport}, starting`);
  await using processes = new AsyncDisposableStack();
  const started: PointProcess[] = [];
  for (const point of points) started.push(processes.use(await startPoint(folder, point, transport)));
  const results = await runRounds(
    started.map((point) => ({ run: () => point.run(callsPerRound[transport]) })),
    {
      rounds: options.rounds ?? 21,
      warmUp: warmUp[transport],
      onRound: (round) => options.progress(`scale: ${transport}, more ${grows}, round ${round}`),
    },
  );
  return (["one", "all"] as const).flatMap((pattern) => {
    const spreads = results.map((answers) => summarise(answers.map((answer) => answer[pattern].time)));
    const cpu = results.map((answers) => median(answers.map((answer) => answer[pattern].cpu)));
    return points.map((point, index): ScaleRow => {
      const spread = spreads[index] as (typeof spreads)[number];
      return {
        family: "scale",
        subject: `seamline (${transport})`,
        transport,
        grows,
        ...point,
        pattern,
        ratioToFloor: spread.median / (spreads[0] as (typeof spreads)[number]).median,
        ...spread,
        cpuPerCall: cpu[index] as number,
        cpuRatioToFloor: (cpu[index] as number) / (cpu[0] as number),
      };
    });
  });
}

function tables(rows: readonly ScaleRow[]): readonly Table[] {
  const titles = [...new Set(rows.map(titleOf))];
  return titles.map((title) => {
    const shown = rows.filter((row) => titleOf(row) === title);
    const sizes = shown.filter((row) => row.pattern === "one");
    return {
      title,
      head: ["size", "one operation", "ratio", "CPU ratio", "all in turn", "ratio", "CPU ratio", "min–max"],
      rows: sizes.map((one) => {
        const all = shown.find((row) => row.pattern === "all" && sizeOf(row) === sizeOf(one)) ?? one;
        return [
          sizeOf(one),
          printTime(one.median),
          printNumber(one.ratioToFloor),
          printNumber(one.cpuRatioToFloor),
          printTime(all.median),
          printNumber(all.ratioToFloor),
          printNumber(all.cpuRatioToFloor),
          `${printTime(all.min)}–${printTime(all.max)}`,
        ];
      }),
    };
  });
}

function titleOf({ transport, grows }: ScaleRow): string {
  return `Time per call, ${transport}, with more ${grows}`;
}

function sizeOf({ services, operations }: ScaleRow): string {
  return `${services} × ${operations}`;
}

/** The family. */
export const family: Family<ScaleRow> = { name: "scale", measure, tables, packages: ["undici", "zod"] };
