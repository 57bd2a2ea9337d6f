/** The table accesses of one file. */

import type { TableUse } from "@seamline/data";
import type { Position } from "../text/line-counter.ts";

/** One use of a table, with its position. */
export interface DataAccess extends Position {
  readonly schema: string | undefined;
  readonly table: string;
  readonly use: TableUse;
  /** The offset in the file; line and column are for reports. */
  readonly offset: number;
}

/** A transaction, with all accesses in it that are visible in this file. */
export interface DataTransaction extends Position {
  readonly accesses: readonly DataAccess[];
}

/** The statements of a file, and its transactions. */
export interface FileData {
  readonly statements: readonly (readonly DataAccess[])[];
  readonly transactions: readonly DataTransaction[];
}
