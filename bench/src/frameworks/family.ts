/**
 * One request into an application of Express, Fastify or Hono in this process: by a client over a
 * port, and by every way that needs none.
 */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import { type CallFigures, measureCalls } from "../in-process/measure-calls.ts";
import type { Findings } from "../subject/probe.ts";
import { payloads } from "../subject/subject.ts";
import { probeSubject } from "./probes.ts";
import { floorWay, frameworks, injectedWay, nameOf, subjectNames } from "./subjects.ts";

const defaultRounds = 30;

/** The family. `ratioToFloor` is of time per call to that over loopback: less is better. */
export const family: Family<CallRow> = {
  name: "frameworks",
  packages: ["express", "fastify", "hono", "undici", "light-my-request", "supertest", "srvx", "@hono/node-server"],
  measure,
  tables,
};

/** The selected subjects, and the floor of each framework among them. */
function select(only: readonly string[]): readonly string[] {
  if (only.length === 0) return subjectNames;
  const chosen = subjectNames.filter((name) => only.some((text) => name.startsWith(text)));
  if (chosen.length === 0) {
    throw new RangeError(`--only: expected names among ${subjectNames.join("; ")}; found ${only.join(", ")}`);
  }
  return subjectNames.filter((name) => chosen.includes(name) || chosen.some((each) => floorOf(each) === name));
}

function floorOf(name: string): string {
  return nameOf(name.split(", ")[0] ?? "", floorWay);
}

async function measure(options: MeasureOptions): Promise<readonly CallRow[]> {
  const names = select(options.only);
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
      cells.findIndex((cell) => cell.subject === floorOf(subject) && cell.payload === payload)
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
  return payloads.flatMap((payload) =>
    frameworks.flatMap((framework): Table[] => {
      const own = rows.filter((row) => row.payload === payload && row.subject.startsWith(`${framework}, `));
      const injected = own.find(({ subject }) => subject === nameOf(framework, injectedWay));
      if (own.length === 0) return [];
      return [
        {
          title: `${framework}: ${payload === "small" ? "five fields out, five fields back" : "a list of 100 back"}`,
          head: [
            "way",
            "CPU",
            "of loopback",
            `of ${injectedWay}`,
            "median",
            "bytes",
            "input checked",
            "output checked",
          ],
          rows: own.map((row) => [
            row.subject.slice(framework.length + 2),
            printTime(row.cpuPerCall),
            printNumber(row.cpuRatioToFloor),
            injected === undefined ? "–" : printNumber(row.cpuPerCall / injected.cpuPerCall),
            printTime(row.median),
            printNumber(row.bytesPerCall ?? Number.NaN),
            printFinding(row.validated.input),
            printFinding(row.validated.output),
          ]),
        },
      ];
    }),
  );
}
