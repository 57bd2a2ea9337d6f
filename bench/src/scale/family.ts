/** `scale`: the cost of a call by the size of the contract and of the application. */

import type { Family, MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { median, summarise } from "../harness/statistics.ts";
import { writeClientPackage } from "../repository/client-package.ts";
import { createRepository } from "../repository/create-repository.ts";
import type { ScaleSubject } from "./floor.ts";
import { type PointProcess, startPoint } from "./point-process.ts";
import { allServices, operationsOf, type Series, series } from "./points.ts";
import type { ScaleRow } from "./row.ts";
import { tables } from "./tables.ts";

/** Calls per round: some tens of milliseconds. */
const callsPerRound = { "in-process": 40_000, http: 1_500 } as const;

/** Rounds until the compiled code of 1,000 operations is warm. */
const warmUp = { "in-process": 12, http: 8 } as const;

/**
 * The floor is in-process only: it shows the cost of more code to the compiler and the caches,
 * which is the same over HTTP.
 */
const subjects: Readonly<Record<ScaleRow["transport"], readonly ScaleSubject[]>> = {
  "in-process": ["seamline", "floor", "floor with z.compile"],
  http: ["seamline"],
};

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
  const cells = points.flatMap((point) => subjects[transport].map((subject) => ({ point, subject })));
  const started: PointProcess[] = [];
  for (const { point, subject } of cells) {
    started.push(processes.use(await startPoint(folder, point, transport, subject)));
  }
  const results = await runRounds(
    started.map((process) => ({ run: () => process.run(callsPerRound[transport]) })),
    {
      rounds: options.rounds ?? 21,
      warmUp: warmUp[transport],
      onRound: (round) => options.progress(`scale: ${transport}, more ${grows}, round ${round}`),
    },
  );
  const rows = (["one", "all"] as const).flatMap((pattern) =>
    cells.map(({ point, subject }, index) => {
      const costs = results[index] ?? [];
      return {
        family: "scale",
        subject: `${subject} (${transport})`,
        transport,
        grows,
        ...point,
        pattern,
        ...summarise(costs.map((cost) => cost[pattern].time)),
        cpuPerCall: median(costs.map((cost) => cost[pattern].cpu)),
      };
    }),
  );
  return rows.map((row) => {
    const smallest = rows.find(({ subject, pattern }) => subject === row.subject && pattern === row.pattern) ?? row;
    return {
      ...row,
      ratioToFloor: row.median / smallest.median,
      cpuRatioToFloor: row.cpuPerCall / smallest.cpuPerCall,
    };
  });
}

/** The family. */
export const family: Family<ScaleRow> = { name: "scale", measure, tables, packages: ["undici", "zod"] };
