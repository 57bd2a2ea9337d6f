/** Kysely's SQLite dialect on `node:sqlite`. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { SqliteAdapter, type SqliteDatabase, SqliteDialect } from "kysely";

/** Milliseconds to wait for another process that writes to the same file. */
const busyTimeoutMs = 5_000;

/** Opens a file, created with its folder if missing, or `:memory:`. */
export function createSqliteDialect(file: string): SqliteDialect {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const connection = new DatabaseSync(file, { timeout: busyTimeoutMs });
  // With a write-ahead log, readers and the writer do not wait for each other, and a killed process
  // loses nothing.
  connection.exec("pragma journal_mode = wal; pragma synchronous = normal");
  return new TransactionalSqliteDialect({ database: toKyselyDatabase(connection) });
}

function toKyselyDatabase(connection: DatabaseSync): SqliteDatabase {
  return {
    close: () => connection.close(),
    prepare(sql) {
      const statement = connection.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}

/** SQLite can roll back a partial migration, which kysely's adapter does not use. */
class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
