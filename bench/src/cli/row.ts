/** The rows of the family. Times are nanoseconds, memory is bytes. */

import type { Row } from "../harness/family.ts";

interface TimedRow extends Row {
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** Peak memory of the process; the median of the rounds. */
  readonly peak: number;
}

/** A command from its start to its exit. */
export interface CommandRow extends TimedRow {
  readonly kind: "command";
  readonly operations: number;
  /** The limit in nanoseconds; `null` if there is none. */
  readonly target: number | null;
}

/** A check of boundaries, ours or a peer's, from its start to its exit. */
export interface CheckRow extends TimedRow {
  readonly kind: "check";
  readonly files: number;
  /** The result of the probe: `true` if violations, planted before the timing, were reported. */
  readonly found: boolean;
}

/** A row of the family. */
export type CliRow = CommandRow | CheckRow;
