/** The kinds of databases that the tests run on. */

import type { Databases } from "./databases.ts";
import { createPostgresDatabases, isPostgresThere } from "./postgres-databases.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";

/** Those that are here, by name, each with what makes a new set. */
export const databaseKinds: Readonly<Record<string, () => Promise<Databases>>> = {
  SQLite: createSqliteDatabases,
  ...((await isPostgresThere()) && { PostgreSQL: createPostgresDatabases }),
};
