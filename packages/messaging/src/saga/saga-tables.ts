/** The tables of sagas, in the database of the module that starts them. */

import { createMissing } from "../database/create-missing.ts";
import type { Database, Dialect } from "../database/database.ts";
import { printStatements, type Table } from "../queue/tables.ts";

/** Sagas, running and ended. */
const sagas: Table = {
  name: "seamline_saga",
  columns: (types) => [
    `id ${types.id} not null`,
    `service ${types.name} not null`,
    `saga ${types.name} not null`,
    `business_key ${types.name}`,
    "status varchar(20) not null",
    "undoing integer not null default 0",
    "revision bigint not null default 0",
    `steps ${types.text} not null`,
    `input ${types.text} not null`,
    `records ${types.text} not null`,
    "tries integer not null default 0",
    `error ${types.text}`,
    `failure ${types.text}`,
    `undo_reason ${types.text}`,
    "due_at bigint",
    "wait_until bigint",
    "deadline_at bigint",
    "failing_since bigint",
    "alarmed_at bigint",
    "created_at bigint not null",
    "updated_at bigint not null",
    "primary key (id)",
  ],
  indexes: [
    ["unique", "seamline_saga_once", "service, saga, business_key"],
    ["", "seamline_saga_by_due", "service, due_at"],
    ["", "seamline_saga_by_status", "service, status, updated_at"],
  ],
};

/** Signals, until their saga is forgotten. */
const signals: Table = {
  name: "seamline_saga_signal",
  columns: (types) => [
    `saga_id ${types.id} not null`,
    `name ${types.name} not null`,
    `payload ${types.text} not null`,
    "created_at bigint not null",
    "primary key (saga_id, name)",
  ],
  indexes: [],
};

/**
 * The statements that make the tables of sagas, for a migration of your own, beside those of
 * `printTables`; each can be run again.
 * @param dialect the kind of SQL.
 */
export function printSagaTables(dialect: Dialect): readonly string[] {
  return printStatements(dialect, [sagas, signals]);
}

/** Makes the tables of sagas that are missing; those of the queue are made by `createTables`. */
export async function createSagaTables(database: Database): Promise<void> {
  await createMissing(database, printSagaTables(database.dialect));
}
