/** Makes tables that are missing, also while other processes do the same. */

import type { Database } from "./database.ts";

/**
 * Runs statements that make tables and indexes if they are not there. PostgreSQL lets two processes
 * find that a table is missing, and refuses the second one: there they wait for each other.
 */
export async function createMissing(database: Database, statements: readonly string[]): Promise<void> {
  if (database.dialect !== "postgres") {
    for (const statement of statements) await database.run(statement);
    return;
  }
  await database.transaction(async (session) => {
    await session.run("select pg_advisory_xact_lock(hashtext('seamline_tables'))");
    for (const statement of statements) await session.run(statement);
  });
}
