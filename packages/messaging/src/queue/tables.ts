/** The tables of a queue, in the database of one module. */

import { createMissing } from "../database/create-missing.ts";
import type { Database, Dialect } from "../database/database.ts";

/** The number of lanes that the messages of a receiver are divided into: the most workers at work. */
export const laneCount = 32;

/**
 * The order of messages, for `order by`. On PostgreSQL it is an expression that only the indexes of the
 * queue have: for `order by position limit` it would read the primary key from its start, through
 * every message that is parked (seen: 100,000 of them, 200 times slower).
 */
export const queueOrder: Readonly<Record<Dialect, string>> = {
  sqlite: "position",
  postgres: "(position + 0)",
  mysql: "position",
};

/** Messages that wait for their receiver, in the order of their positions. */
const messages: Table = {
  name: "seamline_message",
  columns: (types) => [
    `position ${types.position}`,
    `receiver ${types.name} not null`,
    "lane integer not null",
    `message_key ${types.name} not null`,
    `message_id ${types.id} not null`,
    `message ${types.text} not null`,
    "attempts integer not null default 0",
    "created_at bigint not null",
    "parked integer not null default 0",
    "replays integer not null default 0",
    "replayed_at bigint",
  ],
  indexes: [
    ["unique", "seamline_message_once", "receiver, message_id, replays"],
    ["", "seamline_message_order", (dialect) => `receiver, parked, ${queueOrder[dialect]}`],
    ["", "seamline_message_by_key", (dialect) => `receiver, message_key, ${queueOrder[dialect]}`],
  ],
};

/** Keys whose messages wait for something, and are read key by key. */
const keys: Table = {
  name: "seamline_key",
  columns: (types) => [
    `receiver ${types.name} not null`,
    `message_key ${types.name} not null`,
    "lane integer not null",
    "failures integer not null",
    "due_at bigint",
    `error ${types.text}`,
    "primary key (receiver, message_key)",
  ],
  indexes: [],
};

/** Who works off a lane, until when. The token grows with each owner. */
const lanes: Table = {
  name: "seamline_lane",
  columns: (types) => [
    `receiver ${types.name} not null`,
    "lane integer not null",
    `owner ${types.id}`,
    "token bigint not null default 0",
    "until_at bigint not null default 0",
    "unclean integer not null default 0",
    "primary key (receiver, lane)",
  ],
  indexes: [],
};

/** The workers that are alive: they divide the lanes among them. */
const workers: Table = {
  name: "seamline_worker",
  columns: (types) => [
    `receiver ${types.name} not null`,
    `owner ${types.id} not null`,
    "until_at bigint not null",
    "primary key (receiver, owner)",
  ],
  indexes: [],
};

/** Messages that were given up; a discarded one stays for its retention. */
const deadLetters: Table = {
  name: "seamline_dead_letter",
  columns: (types) => [
    `position ${types.position}`,
    `receiver ${types.name} not null`,
    `message_key ${types.name} not null`,
    `message_id ${types.id} not null`,
    `message_type ${types.name}`,
    `message ${types.text} not null`,
    "attempts integer not null",
    "created_at bigint not null",
    "died_at bigint not null",
    `error ${types.text} not null`,
    "replays integer not null default 0",
    "discarded_at bigint",
    `discard_reason ${types.text}`,
  ],
  indexes: [
    ["", "seamline_dead_letter_order", "receiver, created_at, message_id"],
    ["", "seamline_dead_letter_by_id", "message_id"],
    ["", "seamline_dead_letter_by_discard", "discarded_at"],
  ],
};

/** Work that one process does at a time, until when. */
const leases: Table = {
  name: "seamline_lease",
  columns: (types) => [
    `name ${types.name} not null primary key`,
    `owner ${types.id}`,
    "until_at bigint not null default 0",
  ],
  indexes: [],
};

/** Messages that a consumer has handled. */
const inbox: Table = {
  name: "seamline_inbox",
  columns: (types) => [
    `consumer ${types.name} not null`,
    `message_id ${types.id} not null`,
    "handled_at bigint not null",
    "primary key (consumer, message_id)",
  ],
  indexes: [["", "seamline_inbox_by_age", "handled_at"]],
};

/** A table, for each kind of SQL. */
export interface Table {
  readonly name: string;
  columns(types: Types): readonly string[];
  /** Kind, name and columns. */
  readonly indexes: readonly (readonly [string, string, string | ((dialect: Dialect) => string)])[];
}

/** Types of columns in one kind of SQL. */
export interface Types {
  readonly position: string;
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Compared byte by byte, spaces at the end included: other collations take `a` for `A`, or `a ` for `a`.
 * The two servers have one each, and read each other's comment as a comment.
 */
const mysqlName = "varchar(255) character set utf8mb4 collate /*!80017 utf8mb4_0900_bin */ /*M! utf8mb4_nopad_bin */";

const typesOf: Readonly<Record<Dialect, Types>> = {
  sqlite: { position: "integer primary key autoincrement", id: "text", name: "text", text: "text" },
  postgres: {
    position: "bigint generated always as identity primary key",
    id: "text",
    name: "text",
    text: "text",
  },
  mysql: {
    position: "bigint auto_increment primary key",
    id: mysqlName,
    name: mysqlName,
    text: "mediumtext character set utf8mb4",
  },
};

/**
 * The statements that make the tables, for a migration of your own; each can be run again.
 * @param dialect the kind of SQL.
 */
export function printTables(dialect: Dialect): readonly string[] {
  return printStatements(dialect, [messages, keys, lanes, workers, deadLetters, inbox, leases]);
}

/** The statements that make some tables and their indexes; each can be run again. */
export function printStatements(dialect: Dialect, tables: readonly Table[]): readonly string[] {
  const types = typesOf[dialect];
  return tables.flatMap(({ name, columns, indexes: given }) => {
    const indexes = given.map(([kind, index, on]) => [kind, index, typeof on === "string" ? on : on(dialect)] as const);
    // MySQL has no `create index if not exists`: its indexes stand in the table.
    const inside = dialect === "mysql" ? indexes.map(([kind, index, on]) => `${kind} index ${index} (${on})`) : [];
    const table = `create table if not exists ${name} (${[...columns(types), ...inside].join(", ")})`;
    if (dialect === "mysql") return [table];
    return [
      table,
      ...indexes.map(([kind, index, on]) => `create ${kind} index if not exists ${index} on ${name} (${on})`),
    ];
  });
}

/** Makes the tables that are missing, also while other processes do the same. */
export async function createTables(database: Database): Promise<void> {
  await createMissing(database, printTables(database.dialect));
}

/** Unix milliseconds by the clock of the database: all workers of a table share it. */
export const nowOf: Readonly<Record<Dialect, string>> = {
  sqlite: "cast(unixepoch('subsec') * 1000 as integer)",
  postgres: "(extract(epoch from clock_timestamp()) * 1000)::bigint",
  mysql: "cast(unix_timestamp(now(3)) * 1000 as signed)",
};
