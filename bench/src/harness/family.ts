/** A family of measures: the work of `pnpm bench <family>`, and its rows. */

import type { Table } from "./table.ts";

/** The command line's options for a family. */
export interface MeasureOptions {
  /** Measures only these subjects; empty for all. The floor is always measured. */
  readonly only: readonly string[];
  /** Rounds per measure. Default: the family's. */
  readonly rounds: number | undefined;
  /** Seconds for families that run for a fixed time. Default: the family's. */
  readonly seconds?: number | undefined;
  /** Reports the progress of the run. */
  progress(line: string): void;
}

/** One line of `results/<family>.json`. Times are nanoseconds. Families add fields. */
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
   * The ratio to the floor at the same payload and concurrency. The family defines the quotient,
   * and whether more is better.
   */
  readonly ratioToFloor: number;
  readonly opsPerSecond: number;
  /** CPU time of the calling process per call, all threads included. */
  readonly cpuPerCall: number;
  /**
   * `cpuPerCall` divided by that of the floor: less is better. Other processes on the machine
   * change it little.
   */
  readonly cpuRatioToFloor: number;
  /** Bytes of V8 heap allocated per call; `null` if not measured. */
  readonly bytesPerCall: number | null;
  /**
   * The result of a probe: `true` if a bad input, or a bad output, does not reach the other side.
   */
  readonly validated: { readonly input: boolean; readonly output: boolean };
  /** The result of a probe: `true` if caller and callee hold different objects. */
  readonly isolated: boolean;
  /** Time per call: the median round, the fastest, the slowest. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The number of values behind these three: rounds, over HTTP the windows of all rounds. */
  readonly rounds: number;
}

/** A family of measures. */
export interface Family<FamilyRow extends Row = Row> {
  /** The name on the command line and of the file. */
  readonly name: string;
  /**
   * Measures. Rejects if a subject returns a wrong output: a figure of broken code is worthless.
   */
  measure(options: MeasureOptions): Promise<readonly FamilyRow[]>;
  /** Turns rows into tables. */
  tables(rows: readonly FamilyRow[]): readonly Table[];
  /** The packages whose versions are printed with the figures. */
  readonly packages: readonly string[];
}
