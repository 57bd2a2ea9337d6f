/** Opens and migrates the database of one module. */

import type { ObserveQuery } from "@seamline/data";
import { CamelCasePlugin, type Dialect, type Kysely } from "kysely";
import { type DatabaseLocation, locateDatabase } from "./location.ts";
import { type Migrations, migrate } from "./migrations.ts";
import { ModuleDatabase } from "./module-database.ts";
import { findQueryObserver } from "./observe-queries.ts";
import { createSqliteDialect } from "./sqlite-dialect.ts";

/** The module, its environment and its migrations. */
export interface DatabaseOptions {
  readonly service: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly migrations: Migrations;
  /** Receives every query. Default: the observer that `OBSERVE_QUERIES` configures. */
  readonly observeQuery?: ObserveQuery;
}

/**
 * Opens and migrates a module's database. Columns are `snake_case` in SQL and `camelCase` in code.
 * @throws {RangeError} if its URL is not PostgreSQL's.
 */
export async function openDatabase<Tables>(options: DatabaseOptions): Promise<Kysely<Tables>> {
  const location = locateDatabase(options.service, options.env);
  const observeQuery = options.observeQuery ?? findQueryObserver(options.env);
  const database = new ModuleDatabase<Tables>({
    dialect: await createDialect(location),
    plugins: [new CamelCasePlugin()],
    ...(observeQuery && { log: ({ query }) => observeQuery(options.service, query.sql) }),
  });
  try {
    await migrate(database as unknown as Kysely<never>, location.kind, options.migrations);
  } catch (reason) {
    await database.destroy();
    throw reason;
  }
  return database;
}

async function createDialect(location: DatabaseLocation): Promise<Dialect> {
  if (location.kind === "sqlite") return createSqliteDialect(location.file);
  // The PostgreSQL client is loaded only if it is used.
  const { createPostgresDialect } = await import("./postgres-dialect.ts");
  return createPostgresDialect(location.url);
}
