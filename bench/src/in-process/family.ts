/**
 * One call inside this process: every subject beside an async function between two `zod.parse`
 * calls.
 */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { selectSubjects } from "../harness/select.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import type { Findings } from "../subject/probe.ts";
import { payloads } from "../subject/subject.ts";
import { type CallFigures, measureCalls } from "./measure-calls.ts";
import { probeSubject } from "./probes.ts";
import { floorName, subjectNames } from "./subjects.ts";

const defaultRounds = 50;

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
  const cells = names.flatMap((subject) => payloads.map((payload) => ({ subject, payload })));
  const figures = await measureCalls(
    cells.map(({ subject, payload }) => ({
      title: `${subject}, ${payload}`,
      program: new URL("worker.ts", import.meta.url),
      args: [subject, payload],
    })),
    options.rounds ?? defaultRounds,
    options.progress,
  );
  return cells.map(({ subject, payload }, index): CallRow => {
    const { cpu, bytes, ...spread } = figures[index] as CallFigures;
    const floor = figures[
      cells.findIndex((cell) => cell.subject === floorName && cell.payload === payload)
    ] as CallFigures;
    return {
      family: family.name,
      subject,
      payload,
      concurrency: 1,
      ratioToFloor: spread.median / floor.median,
      opsPerSecond: 1e9 / spread.median,
      cpuPerCall: cpu,
      cpuRatioToFloor: cpu / floor.cpu,
      bytesPerCall: bytes,
      ...(findings.get(subject) as Findings),
      ...spread,
    };
  });
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
