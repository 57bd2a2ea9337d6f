/** The kinds of databases that the tests run on. */

import type { Databases } from "./databases.ts";
import { createPostgresDatabases, isPostgresThere } from "./postgres-databases.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";

/** The available kinds by name, each with a function that creates a new set. */
export const databaseKinds: Readonly<Record<string, () => Promise<Databases>>> = {
  SQLite: createSqliteDatabases,
  ...((await isPostgresThere()) && { PostgreSQL: createPostgresDatabases }),
};
