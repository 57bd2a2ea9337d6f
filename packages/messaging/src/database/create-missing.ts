/** Makes tables that are missing, also while other processes do the same. */

import type { Database } from "./database.ts";

/**
 * Runs statements that make tables and indexes if they are not there. PostgreSQL lets two processes
 * find that a table is missing, and refuses the second one: there they wait for each other.
 */
export async function createMissing(database: Database, statements: readonly string[]): Promise<void> {
  if (database.dialect === "mysql") await assertEscapes(database);
  if (database.dialect !== "postgres") {
    for (const statement of statements) await database.run(statement);
    return;
  }
  await database.transaction(async (session) => {
    await session.run("select pg_advisory_xact_lock(hashtext('seamline_tables'))");
    for (const statement of statements) await session.run(statement);
  });
}

/** mysql2 escapes values with backslashes; where they mean nothing, a payload would be read as SQL. */
async function assertEscapes(database: Database): Promise<void> {
  const { rows } = await database.run("select @@session.sql_mode as mode");
  if (!String(rows[0]?.mode).includes("NO_BACKSLASH_ESCAPES")) return;
  throw new Error(
    "expected connections without the sql_mode NO_BACKSLASH_ESCAPES, found it set; mysql2 escapes values with backslashes, so a text could be read as SQL: set another sql_mode for the connections of this pool",
  );
}
