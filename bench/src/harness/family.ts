/** A family of measures: what one `pnpm bench <family>` runs, and the rows that it finds. */

import type { Table } from "./table.ts";

/** What the command line asks of a family. */
export interface MeasureOptions {
  /**
   * Measure only these subjects; empty for all. The subject that ratios refer to is measured in any
   * case.
   */
  readonly only: readonly string[];
  /** Rounds per measure. Default: the family's. */
  readonly rounds: number | undefined;
  /** How long a family runs that measures time by the clock. Default: the family's. */
  readonly seconds?: number | undefined;
  /** Tells a person how far the run has come. */
  progress(line: string): void;
}

/**
 * One line of `results/<family>.json`. Times are nanoseconds. Families have further fields of their
 * own.
 */
export interface Row {
  readonly family: string;
  readonly subject: string;
}

/** The row of a measured call. */
export interface CallRow extends Row {
  readonly payload: "small" | "list";
  /** Calls in flight. */
  readonly concurrency: number;
  /**
   * Beside the floor at the same payload and concurrency. What is divided, and whether more is
   * better, the family says.
   */
  readonly ratioToFloor: number;
  readonly opsPerSecond: number;
  /** CPU time of the calling process per call, all its threads. */
  readonly cpuPerCall: number;
  /**
   * `cpuPerCall` divided by that of the floor: less is better. What other processes of the machine
   * do moves it little.
   */
  readonly cpuRatioToFloor: number;
  /** Bytes of V8 heap allocated per call; `null` where it was not measured. */
  readonly bytesPerCall: number | null;
  /** What a probe found: is a bad input, a bad output, kept from the other side? */
  readonly validated: { readonly input: boolean; readonly output: boolean };
  /** What a probe found: do caller and callee have objects of their own? */
  readonly isolated: boolean;
  /** Time per call: the median round, the fastest, the slowest. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many these three are taken of: rounds, over HTTP the windows of all rounds. */
  readonly rounds: number;
}

/** A family of measures. */
export interface Family<FamilyRow extends Row = Row> {
  /** As on the command line and in the file's name. */
  readonly name: string;
  /** Measures. Throws when a subject gives a wrong answer: a figure of broken code is none. */
  measure(options: MeasureOptions): Promise<readonly FamilyRow[]>;
  /** How the rows are shown. */
  tables(rows: readonly FamilyRow[]): readonly Table[];
  /** The packages whose versions belong to the figures. */
  readonly packages: readonly string[];
}
