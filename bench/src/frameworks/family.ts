/**
 * One request into an application of Express, Fastify or Hono in this process: by a client over a
 * port, and by every way that needs none.
 */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import { measureSubjects } from "../in-process/measure-subjects.ts";
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
  const subjects = {
    family: family.name,
    names: select(options.only),
    program: new URL("worker.ts", import.meta.url),
    rounds: options.rounds ?? defaultRounds,
    probe: probeSubject,
    floorOf,
  };
  return measureSubjects(subjects, options.progress);
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
