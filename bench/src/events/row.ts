/** The rows of the family `events`. */

import type { Row } from "../harness/family.ts";

/** Messages per second: the median round and the extremes. */
export interface RateRow extends Row {
  readonly kind: "drain" | "stuck" | "relay";
  /** The part of the table. */
  readonly group: string;
  /** Messages per second, divided by the first row of its group. */
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** The time from the commit of an event to its handler, at a fixed rate. Times are nanoseconds. */
export interface LatencyRow extends Row {
  readonly kind: "latency";
  /** Events offered per second. */
  readonly offered: number;
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** From the last commit to the last handler. */
  readonly drain: number;
}

/** A row of the family. */
export type EventsRow = RateRow | LatencyRow;
