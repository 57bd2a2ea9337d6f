/** What SQL does with a table. */

/** `join` is a reading one beside others; `reference` is a foreign key. */
export type TableUse = "read" | "join" | "write" | "create" | "alter" | "drop" | "reference";

/** One use of one table. */
export interface TableAccess {
  readonly schema: string | undefined;
  readonly table: string;
  readonly use: TableUse;
  /** Where its name stands, as an offset in the text. */
  readonly offset: number;
}

/** What one statement does. */
export interface SqlStatement {
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
