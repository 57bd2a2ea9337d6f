/** A database of `pg`. */

import type { Database, SqlResult, SqlSession, SqlValue } from "./database.ts";
import { numberPlaceholders } from "./placeholders.ts";

/** The part of a client of `pg` that is used. */
export interface PostgresClient {
  /** Runs a statement with `$1` for the first value. */
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
}

/** A client that a pool of `pg` lends. */
export interface LentPostgresClient extends PostgresClient {
  release(error?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

/** The part of a pool of `pg` that is used. */
export interface PostgresPool extends PostgresClient {
  /** Lends a client. */
  connect(): Promise<LentPostgresClient>;
}

/** Makes a database of a pool of `pg`; a transaction is a client that is in one. */
export function postgresDatabase(pool: PostgresPool): Database<PostgresClient> {
  return {
    dialect: "postgres",
    run: createSession(pool).run,
    async transaction(work) {
      const client = await pool.connect();
      const ignore = (): void => undefined; // the statement under way rejects as well
      client.on("error", ignore);
      let broken: Error | boolean = true;
      try {
        await client.query("begin");
        const value = await work(createSession(client), client);
        const { command } = (await client.query("commit")) as unknown as { command?: string };
        broken = false;
        // PostgreSQL answers the commit of a failed transaction with a rollback, which is no error.
        if (command !== undefined && command !== "COMMIT")
          throw new Error("expected the transaction to commit; a statement in it failed, so it was rolled back");
        return value;
      } catch (reason) {
        if (broken) {
          broken = await client.query("rollback").then(
            () => false,
            () => true,
          );
        }
        throw reason;
      } finally {
        client.removeListener("error", ignore);
        client.release(broken);
      }
    },
    join: (client) => createSession(client),
  };
}

function createSession(client: PostgresClient): SqlSession {
  return {
    async run(sql: string, values: readonly SqlValue[] = []): Promise<SqlResult> {
      const { rows, rowCount } = await client.query(numberPlaceholders(sql), [...values]);
      return { rows, affected: rowCount ?? 0 };
    },
  };
}
