/** A database of each kind for a test, made empty and dropped after it. */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import mysql from "mysql2/promise";
import pg from "pg";
import {
  createTables,
  type Database,
  type Dialect,
  mysqlDatabase,
  postgresDatabase,
  sqliteDatabase,
} from "../src/index.ts";

/** A place where a database is, for another process too. */
export interface Location {
  readonly dialect: Dialect;
  readonly name: string;
}

/** An opened database. */
export interface Opened {
  readonly database: Database;
  close(): Promise<void>;
}

const postgres = { host: "127.0.0.1", user: "postgres" };
const mariadb = { host: "127.0.0.1", user: "root" };

/** Opens a database that exists. */
export async function open({ dialect, name }: Location): Promise<Opened> {
  switch (dialect) {
    case "sqlite": {
      const connection = new DatabaseSync(name, { timeout: 5_000 });
      connection.exec("pragma journal_mode = wal");
      return { database: sqliteDatabase(connection) as Database, close: async () => connection.close() };
    }
    case "postgres": {
      const pool = new pg.Pool({ ...postgres, database: name, max: 10 });
      pool.on("error", () => undefined);
      return { database: postgresDatabase(pool as never) as Database, close: () => pool.end() };
    }
    case "mysql": {
      const pool = mysql.createPool({ ...mariadb, database: name, connectionLimit: 10, supportBigNumbers: true });
      return { database: mysqlDatabase(pool as never) as Database, close: () => pool.end() };
    }
  }
}

/** Makes an empty database with the tables of a queue. */
export async function create(dialect: Dialect): Promise<Opened & { readonly location: Location }> {
  const location = { dialect, name: await make(dialect) };
  const opened = await open(location);
  await createTables(opened.database);
  return {
    location,
    database: opened.database,
    async close() {
      await opened.close();
      await drop(location);
    },
  };
}

async function make(dialect: Dialect): Promise<string> {
  const name = `messaging_${randomBytes(4).toString("hex")}`;
  if (dialect === "sqlite") return join(mkdtempSync(join(tmpdir(), "seamline-messaging-")), "queue.sqlite");
  await administer(dialect, `create database ${name}`);
  return name;
}

async function drop({ dialect, name }: Location): Promise<void> {
  if (dialect === "sqlite") rmSync(join(name, ".."), { recursive: true, force: true });
  else await administer(dialect, dialect === "mysql" ? `drop database ${name}` : `drop database ${name} with (force)`);
}

async function administer(dialect: Dialect, statement: string): Promise<void> {
  if (dialect === "mysql") {
    const connection = await mysql.createConnection(mariadb);
    await connection.query(statement);
    await connection.end();
    return;
  }
  const client = new pg.Client({ ...postgres, database: "postgres" });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/**
 * The kinds whose server is reachable.
 * @throws {Error} if one is not though `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export async function listDialects(): Promise<readonly Dialect[]> {
  const found: Dialect[] = ["sqlite"];
  for (const dialect of ["postgres", "mysql"] as const) {
    try {
      await administer(dialect, "select 1");
      found.push(dialect);
    } catch (cause) {
      if (process.env.SEAMLINE_REQUIRE_SERVICES === "1")
        throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${dialect} at 127.0.0.1`, { cause });
      console.warn(`Skipped: the messaging tests on ${dialect}, as no server listens at 127.0.0.1.`);
    }
  }
  return found;
}
