/** One call inside this process: every subject beside an async function between two `zod.parse` calls. */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { median, summarise } from "../harness/statistics.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import { startWorker, type Worker } from "../harness/worker.ts";
import type { Findings } from "../subject/probe.ts";
import { type Payload, payloads } from "../subject/subject.ts";
import { probeSubject } from "./probes.ts";
import { floorName, subjectNames } from "./subjects.ts";
import type { Round, Task } from "./worker.ts";

const defaultRounds = 50;
const warmUpRounds = 3;

/** One subject with one payload, in its own process. */
interface Measured {
  readonly subject: string;
  readonly payload: Payload;
  readonly worker: Worker;
  readonly calls: number;
}

/** The family. `ratioToFloor` is of time per call: less is better. */
export const family: Family<CallRow> = {
  name: "in-process",
  packages: [
    "zod",
    "moleculer",
    "@orpc/server",
    "@trpc/server",
    "hono",
    "elysia",
    "fastify",
    "fastify-undici-dispatcher",
    "@ts-rest/serverless",
    "@connectrpc/connect",
  ],
  measure,
  tables,
};

async function measure(options: MeasureOptions): Promise<readonly CallRow[]> {
  const names = selectSubjects(subjectNames, options.only, floorName);
  const findings = new Map<string, Findings>();
  for (const name of names) {
    options.progress(`probing ${name}`);
    findings.set(name, await probeSubject(name));
  }
  const measured: Measured[] = [];
  try {
    for (const subject of names) {
      for (const payload of payloads) {
        options.progress(`warming up ${subject}, ${payload}`);
        const worker = await startWorker(new URL("worker.ts", import.meta.url), [subject, payload], ["--expose-gc"]);
        measured.push({
          subject,
          payload,
          worker,
          calls: await worker.ask<number>({ kind: "calibrate" } satisfies Task),
        });
      }
    }
    const rounds = options.rounds ?? defaultRounds;
    const runnables = measured.map(({ worker, calls }) => ({
      run: () => worker.ask<Round>({ kind: "round", calls } satisfies Task),
    }));
    const results = await runRounds(runnables, {
      rounds,
      warmUp: warmUpRounds,
      onRound: (round) => options.progress(`round ${round} of ${rounds}`),
    });
    return await toRows(measured, results, findings);
  } finally {
    await Promise.all(measured.map(({ worker }) => worker.stop()));
  }
}

async function toRows(
  measured: readonly Measured[],
  results: readonly (readonly Round[])[],
  findings: ReadonlyMap<string, Findings>,
): Promise<readonly CallRow[]> {
  const figures = results.map((rounds) => ({
    ...summarise(rounds.map(({ time }) => time)),
    cpu: median(rounds.map(({ cpu }) => cpu)),
  }));
  type Figures = (typeof figures)[number];
  const rows: CallRow[] = [];
  for (const [index, { subject, payload, worker }] of measured.entries()) {
    const { cpu, ...spread } = figures[index] as Figures;
    const floor = figures[measured.findIndex((one) => one.subject === floorName && one.payload === payload)] as Figures;
    rows.push({
      family: family.name,
      subject,
      payload,
      concurrency: 1,
      ratioToFloor: spread.median / floor.median,
      opsPerSecond: 1e9 / spread.median,
      cpuPerCall: cpu,
      cpuRatioToFloor: cpu / floor.cpu,
      bytesPerCall: await worker.ask<number>({ kind: "bytes" } satisfies Task),
      ...(findings.get(subject) as Findings),
      ...spread,
    });
  }
  return rows;
}

function tables(rows: readonly CallRow[]): readonly Table[] {
  return payloads.map((payload) => ({
    title: payload === "small" ? "Five fields out, five fields back" : "A list of 100 back",
    head: ["subject", "ratio", "median", "min–max", "CPU", "bytes", "input checked", "output checked", "isolated"],
    rows: rows
      .filter((row) => row.payload === payload)
      .map((row) => [
        row.subject,
        printNumber(row.ratioToFloor),
        printTime(row.median),
        `${printTime(row.min)}–${printTime(row.max)}`,
        `${printTime(row.cpuPerCall)} (${printNumber(row.cpuRatioToFloor)})`,
        printNumber(row.bytesPerCall ?? Number.NaN),
        printFinding(row.validated.input),
        printFinding(row.validated.output),
        printFinding(row.isolated),
      ]),
  }));
}
