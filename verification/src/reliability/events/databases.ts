/** The databases of a run: one for each service, of one kind, made empty and dropped after it. */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  createTables,
  type Database,
  type Dialect,
  mysqlDatabase,
  postgresDatabase,
  sqliteDatabase,
} from "@seamline/messaging";
import mysql from "mysql2/promise";
import pg from "pg";

/** A place where a database is, for other processes too. */
export interface Location {
  readonly dialect: Dialect;
  /** The file of SQLite, else the name on the server. */
  readonly name: string;
  /** The port of the server on 127.0.0.1. Default: its usual one. */
  readonly port?: number | undefined;
  /** The connections of one process. Default 5. */
  readonly connections?: number | undefined;
}

/** An opened database. */
export interface OpenDatabase extends AsyncDisposable {
  readonly database: Database;
}

/** The name of this process at PostgreSQL. */
export const ownName: string = `seamline-events-${process.pid}`;

const postgres = { host: "127.0.0.1", user: "postgres", application_name: ownName };
const mariadb = { host: "127.0.0.1", user: "root" };
/** Milliseconds that a process waits for another one that writes to the same file of SQLite. */
const lockMs = 20_000;

/** Opens a database that exists. */
export function openDatabase({ dialect, name, port, connections = 5 }: Location): OpenDatabase {
  switch (dialect) {
    case "sqlite": {
      const connection = new DatabaseSync(name, { timeout: lockMs });
      connection.exec("pragma journal_mode = wal; pragma synchronous = normal");
      return {
        database: sqliteDatabase(connection) as Database,
        [Symbol.asyncDispose]: async () => connection.close(),
      };
    }
    case "postgres": {
      const pool = new pg.Pool({ ...postgres, port: port ?? 5432, database: name, max: connections });
      pool.on("error", () => undefined); // an idle client that a restart or a kill has ended
      return { database: postgresDatabase(pool as never) as Database, [Symbol.asyncDispose]: () => pool.end() };
    }
    case "mysql": {
      const settings = { database: name, connectionLimit: connections, supportBigNumbers: true };
      const pool = mysql.createPool({ ...mariadb, port: port ?? 3306, ...settings });
      return { database: mysqlDatabase(pool as never) as Database, [Symbol.asyncDispose]: () => pool.end() };
    }
  }
}

/** Makes an empty database with the tables of a queue. */
export async function makeDatabase(dialect: Dialect, options: Omit<Location, "dialect" | "name">): Promise<Location> {
  const name = `seamline_events_${randomBytes(5).toString("hex")}`;
  const file = dialect === "sqlite" ? join(mkdtempSync(join(tmpdir(), "seamline-events-")), "service.sqlite") : name;
  const location: Location = { ...options, dialect, name: file };
  if (dialect !== "sqlite") await administer(location, `create database ${name}`);
  await using opened = openDatabase(location);
  await createTables(opened.database);
  return location;
}

/** Drops a database that {@link makeDatabase} has made. */
export async function dropDatabase(location: Location): Promise<void> {
  const { dialect, name } = location;
  if (dialect === "sqlite") rmSync(dirname(name), { recursive: true, force: true });
  else await administer(location, `drop database ${name}${dialect === "postgres" ? " with (force)" : ""}`);
}

async function administer({ dialect, port }: Location, statement: string): Promise<void> {
  if (dialect === "mysql") {
    const connection = await mysql.createConnection({ ...mariadb, port: port ?? 3306 });
    await connection.query(statement);
    await connection.end();
    return;
  }
  const client = new pg.Client({ ...postgres, port: port ?? 5432, database: "postgres" });
  await client.connect();
  await client.query(statement);
  await client.end();
}
