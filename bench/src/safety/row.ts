/** The rows of the family, and its tables. */

import type { Row } from "../harness/family.ts";
import { median } from "../harness/statistics.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { type Payload, payloads } from "../subject/subject.ts";

/**
 * The cost of a part: the path with it less the path without it. Nanoseconds per call, and the
 * share of the whole.
 */
export interface Cost {
  readonly cost: number;
  /** The smallest and the largest of several runs, each in new processes. */
  readonly costMin: number;
  readonly costMax: number;
  readonly share: number;
}

/** A way to call, with a part missing or a feature added. */
export interface SafetyRow extends Row, Cost {
  readonly transport: "in-process" | "http";
  /** The caller: code outside modules, or a module that handles another call. */
  readonly from: "outside" | "module";
  readonly payload: Payload;
  readonly concurrency: number;
  /**
   * In-process the time of a call, and `cost` is of that; over HTTP the time between two responses,
   * and `cost` is of the client's CPU.
   */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  readonly cpuPerCall: number;
  readonly bytesPerCall: number | null;
  /** The server's figures, over HTTP only. */
  readonly server?: (Cost & { readonly cpuPerCall: number }) | undefined;
}

/** The cost of a part, from the figures of several runs with it and without it, in their order. */
export function toCost(withIt: readonly number[], withoutIt: readonly number[]): Cost {
  const costs = withIt.map((figure, index) => figure - (withoutIt[index] as number));
  const cost = median(costs);
  return { cost, costMin: Math.min(...costs), costMax: Math.max(...costs), share: cost / median(withIt) };
}

const titles = {
  "outside small": "In-process, five fields out, five fields back: what is saved without a part",
  "module small": "The same, called by a module that handles a call itself",
  "outside list": "In-process, a list of 100 back",
} as const;

/** A table for each way to call in-process; two for HTTP. */
export function tables(rows: readonly SafetyRow[]): readonly Table[] {
  const inProcess = rows.filter(({ transport }) => transport === "in-process");
  const overHttp = rows.filter(({ transport }) => transport === "http");
  const shown = [
    ...Object.entries(titles).map(([key, title]) =>
      printInProcess(
        title,
        inProcess.filter(({ from, payload }) => `${from} ${payload}` === key),
      ),
    ),
    ...payloads.map((payload) => {
      const what = payload === "small" ? "five fields out, five fields back" : "a list of 100 back";
      return printHttp(
        `Over HTTP, ${what}, ${overHttp[0]?.concurrency} in flight: CPU per call, and what is added`,
        overHttp.filter((row) => row.payload === payload),
      );
    }),
  ];
  return shown.filter((table) => table.rows.length > 0);
}

function printInProcess(title: string, rows: readonly SafetyRow[]): Table {
  return {
    title,
    head: ["subject", "median", "min–max", "saved", "of several runs", "share", "bytes"],
    rows: rows.map((row) => [
      row.subject,
      printTime(row.median),
      `${printTime(row.min)}–${printTime(row.max)}`,
      ...printCost(row),
      printNumber(row.bytesPerCall ?? Number.NaN),
    ]),
  };
}

function printHttp(title: string, rows: readonly SafetyRow[]): Table {
  const added = ["added", "of several runs", "share"];
  return {
    title,
    head: ["subject", "between responses", "client CPU", ...added, "server CPU", ...added],
    rows: rows.map((row) => [
      row.subject,
      printTime(row.median),
      printTime(row.cpuPerCall),
      ...printCost(row),
      printTime(row.server?.cpuPerCall ?? Number.NaN),
      ...(row.server === undefined ? [] : printCost(row.server)),
    ]),
  };
}

function printCost({ cost, costMin, costMax, share }: Cost): readonly string[] {
  return [printSigned(cost), `${printSigned(costMin)} to ${printSigned(costMax)}`, `${printNumber(share * 100)} %`];
}

/** Differences may be negative: a part that costs less than two runs differ by shows as either. */
function printSigned(nanoseconds: number): string {
  return nanoseconds < 0 ? `−${printTime(-nanoseconds)}` : printTime(nanoseconds);
}
