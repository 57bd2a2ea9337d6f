/** Opens the database with the driver of the user's own project, and explains what goes wrong in it. */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fieldsOf } from "@seamline/core/settings";
import {
  type Database,
  type MysqlPool,
  mysqlDatabase,
  type PostgresPool,
  postgresDatabase,
  sqliteDatabase,
} from "@seamline/messaging";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";
import type { DatabaseAddress } from "./database-address.ts";

interface Opened {
  readonly database: Database;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

/**
 * Runs `work` on the database.
 * @param cwd the folder from which drivers are resolved.
 * @throws {UserError} for a driver or a file that is missing, and for every fault of the database.
 */
export async function withDatabase<Value>(
  address: DatabaseAddress,
  cwd: string,
  work: (database: Database) => Promise<Value>,
): Promise<Value> {
  const { database, close } = await open(address, cwd);
  try {
    return await work(database);
  } catch (reason) {
    throw reason instanceof UserError || reason instanceof RangeError ? reason : explain(address, reason);
  } finally {
    await close();
  }
}

async function open(address: DatabaseAddress, cwd: string): Promise<Opened> {
  switch (address.dialect) {
    case "sqlite": {
      if (!existsSync(address.file)) {
        throw new UserError([
          `${address.file}: expected a SQLite database, found no file; give the path of the one that your application uses`,
        ]);
      }
      const { DatabaseSync } = await import("node:sqlite");
      const connection = new DatabaseSync(address.file, { timeout: connectTimeoutMs });
      return { database: erase(sqliteDatabase(connection)), close: async () => connection.close() };
    }
    case "postgres": {
      const { Pool } = await loadDriver("pg", "pg", address, cwd);
      const pool = new (Pool as new (options: object) => PostgresPool & Ending)({
        connectionString: address.url,
        max: 2,
        connectionTimeoutMillis: connectTimeoutMs,
      });
      pool.on("error", () => undefined); // of an idle connection; the next statement rejects
      return { database: erase(postgresDatabase(pool)), close: () => pool.end() };
    }
    case "mysql": {
      const { createPool } = await loadDriver("mysql2", "mysql2/promise", address, cwd);
      const pool = (createPool as (options: object) => MysqlPool & Ending)({
        uri: address.url.replace(/^mariadb:/, "mysql:"),
        connectionLimit: 2,
        connectTimeout: connectTimeoutMs,
        supportBigNumbers: true,
      });
      return { database: erase(mysqlDatabase(pool)), close: () => pool.end() };
    }
  }
}

interface Ending {
  end(): Promise<void>;
  on(event: "error", listener: () => void): unknown;
}

/** The kind of its transactions does not matter here. */
function erase<Transaction>(database: Database<Transaction>): Database {
  return database as Database;
}

async function loadDriver(
  name: string,
  specifier: string,
  { shown }: DatabaseAddress,
  cwd: string,
): Promise<Readonly<Record<string, unknown>>> {
  const folder = resolve(cwd);
  const { ResolverFactory } = createRequire(import.meta.url)("oxc-resolver") as typeof import("oxc-resolver");
  const { path, error } = new ResolverFactory({ conditionNames: ["node", "import", "default"] }).sync(
    folder,
    specifier,
  );
  if (path === undefined) {
    throw new UserError(
      [`events: expected the package ${name} in ${folder}, to connect to ${shown}, found none; npm install ${name}`],
      { cause: error },
    );
  }
  const loaded = await importFile(path, `the package ${name}`);
  return fieldsOf(loaded.default ?? loaded);
}

const noTable: ReadonlySet<unknown> = new Set(["42P01", "ER_NO_SUCH_TABLE"]);

/** A fault of the database as one line, without what a URL keeps secret. */
function explain(address: DatabaseAddress, reason: unknown): UserError {
  const { code, errcode, message } = fieldsOf(reason);
  const text = typeof message === "string" ? message : "";
  if (noTable.has(code) || text.startsWith("no such table")) {
    return new UserError([
      `${address.shown}: expected the tables of a queue, found none; start the application once, or run the statements of printTables("${address.dialect}") of @seamline/messaging`,
    ]);
  }
  if (code === "ERR_SQLITE_ERROR" && errcode === 26)
    return new UserError([`${address.shown}: expected a SQLite database, found another file`]);
  return new UserError(
    [`${address.shown}: the database failed: ${withoutSecret(address, text || String(code ?? "no reason"))}`],
    {
      cause: reason,
    },
  );
}

function withoutSecret(address: DatabaseAddress, text: string): string {
  if (address.dialect === "sqlite") return text;
  const { password } = new URL(address.url);
  const secrets = [address.url, password, decodeURIComponent(password)].filter((secret) => secret !== "");
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
}
