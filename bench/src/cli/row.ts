/** What the family finds. Times are nanoseconds, memory is bytes. */

import type { Row } from "../harness/family.ts";

interface TimedRow extends Row {
  readonly ratioToFloor: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** The most memory that the process held; the median of the rounds. */
  readonly peak: number;
}

/** A command from its start to its exit. */
export interface CommandRow extends TimedRow {
  readonly kind: "command";
  readonly operations: number;
  /** Nanoseconds that were promised; `null` where nothing was. */
  readonly target: number | null;
}

/** A check of boundaries, ours or a peer's, from its start to its exit. */
export interface CheckRow extends TimedRow {
  readonly kind: "check";
  readonly files: number;
  /** What a probe found: are violations, planted before anything was timed, reported? */
  readonly found: boolean;
}

/** A row of the family. */
export type CliRow = CommandRow | CheckRow;
