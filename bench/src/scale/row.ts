/** The rows of the family. */

import type { Row } from "../harness/family.ts";
import type { Series } from "./points.ts";

/** A row of the family. Times are nanoseconds per call. */
export interface ScaleRow extends Row {
  readonly transport: "in-process" | "http";
  readonly grows: Series["grows"];
  readonly services: number;
  readonly operations: number;
  /** `one`: the same operation again and again; `all`: every operation of every service in turn. */
  readonly pattern: "one" | "all";
  /** The ratio to the smallest point of the series with the same subject and pattern. */
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** CPU time of the calling process. */
  readonly cpuPerCall: number;
  /** `ratioToFloor` of CPU time: other processes on the machine change it little. */
  readonly cpuRatioToFloor: number;
}
