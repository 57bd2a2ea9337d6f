/** The tables of the family: ours by size, and beside the floor at each size. */

import { printNumber, printTime, type Table } from "../harness/table.ts";
import type { ScaleRow } from "./row.ts";

/** For each transport and dimension: our calls; in-process also the floor's at the same size. */
export function tables(rows: readonly ScaleRow[]): readonly Table[] {
  const titles = [...new Set(rows.map(titleOf))];
  return titles.flatMap((title) => {
    const shown = rows.filter((row) => titleOf(row) === title);
    const own = shown.filter(({ subject }) => subject.startsWith("seamline"));
    return own.length === shown.length ? [printOwn(title, own)] : [printOwn(title, own), printBeside(title, shown)];
  });
}

function printOwn(title: string, rows: readonly ScaleRow[]): Table {
  return {
    title,
    head: ["size", "one operation", "ratio", "CPU ratio", "all in turn", "ratio", "CPU ratio", "min–max"],
    rows: rows
      .filter((row) => row.pattern === "one")
      .map((one) => {
        const all = rows.find((row) => row.pattern === "all" && sizeOf(row) === sizeOf(one)) ?? one;
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
}

/**
 * CPU time, ours and the floor's at the same size: a constant ratio means that our part does not
 * grow.
 */
function printBeside(title: string, rows: readonly ScaleRow[]): Table {
  const names = { one: "one operation", all: "all in turn" };
  const own = rows.filter(({ subject }) => subject.startsWith("seamline"));
  return {
    title: `${title}, beside the floor: CPU per call`,
    head: ["size", "seamline", "floor", "ratio", "floor with z.compile", "ratio", "beyond it"],
    rows: own.map((row) => {
      const cpuOf = (name: string): number =>
        rows.find(
          (one) =>
            one.subject === `${name} (${row.transport})` && one.pattern === row.pattern && sizeOf(one) === sizeOf(row),
        )?.cpuPerCall ?? Number.NaN;
      const [floor, compiled] = [cpuOf("floor"), cpuOf("floor with z.compile")];
      return [
        `${sizeOf(row)}, ${names[row.pattern]}`,
        printTime(row.cpuPerCall),
        printTime(floor),
        printNumber(row.cpuPerCall / floor),
        printTime(compiled),
        printNumber(row.cpuPerCall / compiled),
        printTime(row.cpuPerCall - compiled),
      ];
    }),
  };
}

function titleOf({ transport, grows }: ScaleRow): string {
  return `Time per call, ${transport}, with more ${grows}`;
}

function sizeOf({ services, operations }: ScaleRow): string {
  return `${services} × ${operations}`;
}
