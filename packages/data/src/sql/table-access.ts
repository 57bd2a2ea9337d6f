/** What SQL does with a table. */

/** `join` is a reading one beside others; `reference` is a foreign key. */
export type TableUse = "read" | "join" | "write" | "create" | "alter" | "drop" | "reference";

/** One use of one table. */
export interface TableAccess {
  /** In lower case unless it was quoted; `undefined` without one. */
  readonly schema: string | undefined;
  /** The name, in lower case unless it was quoted. */
  readonly table: string;
  /** The kind of use. */
  readonly use: TableUse;
  /** The offset of its name in the text, in characters from 0. */
  readonly offset: number;
}

/** The tables of one statement. */
export interface SqlStatement {
  /** Its uses of tables. */
  readonly accesses: readonly TableAccess[];
  /** The transaction of the text that it stands in, counted from 0; `undefined` outside of them. */
  readonly transaction: number | undefined;
}

/** Whether a table is the database's own. */
export function isSystemTable({ schema, table }: Pick<TableAccess, "schema" | "table">): boolean {
  if (schema !== undefined)
    return /^(?:information_schema|pg_catalog|pg_temp|sys|mysql|performance_schema)$/i.test(schema);
  return /^(?:sqlite_|pg_)|^dual$/i.test(table);
}
