/** The migrations of a module's tables. */

import type { ColumnDefinitionBuilder, Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { DatabaseLocation } from "./location.ts";

/** Makes a column the primary key that the database increments, in the syntax of that database. */
export type AddId = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

/** Migrations by name. Each runs once, in the order of their names. */
export type Migrations = Readonly<Record<string, (database: Kysely<never>, addId: AddId) => Promise<void>>>;

const addId: Readonly<Record<DatabaseLocation["kind"], AddId>> = {
  sqlite: (column) => column.primaryKey().autoIncrement(),
  postgres: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
};

/**
 * Runs pending migrations, all or none. On PostgreSQL an advisory lock serialises processes that
 * start together.
 */
export async function migrate(
  database: Kysely<never>,
  kind: DatabaseLocation["kind"],
  migrations: Migrations,
): Promise<void> {
  const steps = Object.entries(migrations).map(
    ([name, step]) => [name, { up: (db: Kysely<never>) => step(db, addId[kind]) }] as const,
  );
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => Object.fromEntries(steps) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
