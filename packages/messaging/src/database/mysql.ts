/** A database of `mysql2/promise`: MySQL 8 and MariaDB 10.6 and later. */

import type { Database, SqlResult, SqlSession, SqlValue } from "./database.ts";
import { endedInside, notInTransaction } from "./misuse.ts";

/** The part of a connection of `mysql2/promise` that is used. */
export interface MysqlConnection {
  /** Runs a statement with `?` for each value. */
  query(sql: string, values?: unknown): Promise<[unknown, unknown]>;
}

/** A connection that a pool of `mysql2/promise` lends. */
export interface LentMysqlConnection extends MysqlConnection {
  release(): void;
  destroy(): void;
}

/** The part of a pool of `mysql2/promise` that is used. */
export interface MysqlPool extends MysqlConnection {
  /** Lends a connection. */
  getConnection(): Promise<LentMysqlConnection>;
}

/** Makes a database of a pool of `mysql2/promise`; a transaction is a connection that is in one. */
export function mysqlDatabase(pool: MysqlPool): Database<MysqlConnection> {
  return {
    dialect: "mysql",
    run: createSession(pool).run,
    async transaction(work) {
      const connection = await pool.getConnection();
      let usable = false;
      try {
        await connection.query("set transaction isolation level read committed");
        await connection.query("start transaction");
        const value = await work(createSession(connection), connection);
        if (await isIdle(connection)) throw new TypeError(endedInside);
        await connection.query("commit");
        usable = true;
        return value;
      } catch (reason) {
        usable = await connection.query("rollback").then(
          () => true,
          () => false,
        );
        throw reason;
      } finally {
        if (usable) connection.release();
        else connection.destroy();
      }
    },
    join(connection) {
      const fault = notInTransaction("a connection after `start transaction`, or that of database.transaction()");
      if ((connection as unknown) === pool || typeof connection?.query !== "function") throw new TypeError(fault);
      const session = createSession(connection);
      return {
        async run(sql, values) {
          if (await isIdle(connection)) throw new TypeError(fault);
          return session.run(sql, values);
        },
      };
    },
  };
}

/** Flags of the server's status: in a transaction; every statement alone is one. */
const inTransaction = 1;
const autocommit = 2;

/** Tests for a connection that is in no transaction. */
async function isIdle(connection: MysqlConnection): Promise<boolean> {
  const [result] = await connection.query("do 0");
  const { serverStatus } = result as { readonly serverStatus?: number };
  return serverStatus !== undefined && (serverStatus & (inTransaction | autocommit)) === autocommit;
}

function createSession(connection: MysqlConnection): SqlSession {
  return {
    async run(sql: string, values: readonly SqlValue[] = []): Promise<SqlResult> {
      const [result] = await connection.query(sql, [...values]);
      if (Array.isArray(result)) return { rows: result as Record<string, unknown>[], affected: result.length };
      return { rows: [], affected: (result as { affectedRows?: number }).affectedRows ?? 0 };
    },
  };
}
