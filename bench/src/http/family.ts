/**
 * One call over HTTP on loopback, caller and server in separate processes: every subject beside
 * plain `undici.request`.
 */

import type { CallRow, Family, MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { printFinding, printNumber, printTime, type Table } from "../harness/table.ts";
import type { Findings } from "../subject/probe.ts";
import { payloads } from "../subject/subject.ts";
import { type Cell, type CellFigures, concurrencies, type Round, startCells, toFigures } from "./cells.ts";
import { probeHttpSubject } from "./probes.ts";
import { floorName, httpSubjects } from "./subjects.ts";

/**
 * `ratioToFloor` is of calls per second: more is better. `median`, `min` and `max` are nanoseconds
 * between two responses.
 */
export interface HttpRow extends CallRow {
  /** CPU time of the server's process per call. */
  readonly serverCpuPerCall: number;
}

const replicas = 3;
const defaultRounds = 12;

/** The family. */
export const family: Family<HttpRow> = {
  name: "http",
  packages: [
    "zod",
    "undici",
    "fastify",
    "@ts-rest/core",
    "hono",
    "@hono/node-server",
    "@trpc/client",
    "@orpc/client",
    "@connectrpc/connect-node",
  ],
  measure,
  tables,
};

async function measure(options: MeasureOptions): Promise<readonly HttpRow[]> {
  const names = selectSubjects(Object.keys(httpSubjects), options.only, floorName);
  const findings = new Map<string, Findings>();
  for (const name of names) {
    options.progress(`probing ${name}`);
    findings.set(name, await probeHttpSubject(name));
  }
  const { cells, stop } = await startCells(names, { concurrencies, replicas }, options.progress);
  try {
    const rounds = options.rounds ?? defaultRounds;
    const results = await runRounds(cells, {
      rounds,
      warmUp: 0, // all processes are warm by then
      onRound: (round) => options.progress(`round ${round} of ${rounds}`),
    });
    return await toRows(cells, results, findings);
  } finally {
    await stop();
  }
}

async function toRows(
  cells: readonly Cell[],
  results: readonly (readonly Round[])[],
  findings: ReadonlyMap<string, Findings>,
): Promise<readonly HttpRow[]> {
  const figures = results.map(toFigures);
  const rows: HttpRow[] = [];
  for (const [index, { subject, payload, concurrency, measureBytes }] of cells.entries()) {
    const { cpu, serverCpu, ...spread } = figures[index] as CellFigures;
    const floor = figures[
      cells.findIndex(
        (cell) => cell.subject === floorName && cell.payload === payload && cell.concurrency === concurrency,
      )
    ] as CellFigures;
    rows.push({
      family: family.name,
      subject,
      payload,
      concurrency,
      ratioToFloor: floor.median / spread.median,
      opsPerSecond: 1e9 / spread.median,
      cpuPerCall: cpu,
      cpuRatioToFloor: cpu / floor.cpu,
      bytesPerCall: concurrency === 1 ? await measureBytes() : null,
      ...(findings.get(subject) as Findings),
      serverCpuPerCall: serverCpu,
      ...spread,
    });
  }
  return rows;
}

function tables(rows: readonly HttpRow[]): readonly Table[] {
  const heads = concurrencies.map((concurrency) => `calls/s at ${concurrency}`);
  return payloads.map((payload) => ({
    title: `${payload === "small" ? "Five fields out, five fields back" : "A list of 100 back"}: calls per second by calls in flight (ratio to the floor); at 64, CPU per call`,
    head: [
      "subject",
      ...heads,
      "min–max at 64",
      "client CPU",
      "server CPU",
      "bytes",
      "input checked",
      "output checked",
    ],
    rows: [...new Set(rows.map(({ subject }) => subject))].map((subject) => {
      const own = rows.filter((row) => row.subject === subject && row.payload === payload);
      const last = own.at(-1) as HttpRow;
      return [
        subject,
        ...own.map((row) => `${printNumber(row.opsPerSecond)} (${printNumber(row.ratioToFloor)})`),
        `${printTime(last.min)}–${printTime(last.max)}`,
        `${printTime(last.cpuPerCall)} (${printNumber(last.cpuRatioToFloor)})`,
        printTime(last.serverCpuPerCall),
        printNumber(own[0]?.bytesPerCall ?? Number.NaN),
        printFinding(last.validated.input),
        printFinding(last.validated.output),
      ];
    }),
  }));
}
