/**
 * One call inside this process: every subject beside an async function between two `zod.parse`
 * calls.
 */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { selectSubjects } from "../harness/select.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import { payloads } from "../subject/subject.ts";
import { measureSubjects } from "./measure-subjects.ts";
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
  const subjects = {
    family: family.name,
    names: selectSubjects(subjectNames, options.only, floorName),
    program: new URL("worker.ts", import.meta.url),
    rounds: options.rounds ?? defaultRounds,
    probe: probeSubject,
    floorOf: () => floorName,
  };
  return measureSubjects(subjects, options.progress);
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
