/** What the code of one file does with tables. */

import type { TableUse } from "@seamline/data";
import type { Place } from "../text/line-counter.ts";

/** One use of a table, where it stands. */
export interface DataAccess extends Place {
  readonly schema: string | undefined;
  readonly table: string;
  readonly use: TableUse;
  /** The offset in the file; places are for people. */
  readonly offset: number;
}

/** A transaction in the code, with everything that runs in it as far as this file tells. */
export interface DataTransaction extends Place {
  readonly accesses: readonly DataAccess[];
}

/** The statements of a file, and its transactions. */
export interface FileData {
  readonly statements: readonly (readonly DataAccess[])[];
  readonly transactions: readonly DataTransaction[];
}
