/** Uses of tables in SQL. */

/** The kind of use. `join` reads a table together with others; `reference` is a foreign key. */
export type TableUse = "read" | "join" | "write" | "create" | "alter" | "drop" | "reference";

/** One use of one table. */
export interface TableAccess {
  /** The schema, in lower case unless it was quoted; `undefined` without one. */
  readonly schema: string | undefined;
  /** The name, in lower case unless it was quoted. */
  readonly table: string;
  /** The kind of use. */
  readonly use: TableUse;
  /** The offset of the name in the text, in characters from 0. */
  readonly offset: number;
}

/** The tables of one statement. */
export interface SqlStatement {
  /** The uses of tables, in order. */
  readonly accesses: readonly TableAccess[];
  /** The number of its transaction within the text, from 0; `undefined` outside of transactions. */
  readonly transaction: number | undefined;
}

/** Returns `true` for a system table of the database. */
export function isSystemTable({ schema, table }: Pick<TableAccess, "schema" | "table">): boolean {
  if (schema !== undefined)
    return /^(?:information_schema|pg_catalog|pg_temp|sys|mysql|performance_schema)$/i.test(schema);
  return /^(?:sqlite_|pg_)|^dual$/i.test(table);
}
