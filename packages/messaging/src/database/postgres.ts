/** A database of `pg`. */

import type { Database, SqlResult, SqlSession, SqlValue } from "./database.ts";
import { endedInside, notInTransaction } from "./misuse.ts";
import { numberPlaceholders } from "./placeholders.ts";
import { createPostgresHints } from "./postgres-hints.ts";
import { lendClient, type PostgresClient, type PostgresPool } from "./postgres-pool.ts";

/** The settings of a database of `pg`. */
export interface PostgresDatabaseOptions {
  /**
   * `true` to send hints to other processes with LISTEN and NOTIFY, so that they find messages before
   * their next look. Keeps one connection of the pool. Default `false`.
   */
  readonly hints?: boolean | undefined;
}

/** Makes a database of a pool of `pg`; a transaction is a client that is in one. */
export function postgresDatabase(
  pool: PostgresPool,
  { hints = false }: PostgresDatabaseOptions = {},
): Database<PostgresClient> {
  return {
    dialect: "postgres",
    ...(hints && { hints: createPostgresHints(pool) }),
    run: createSession(pool).run,
    async transaction(work) {
      const { client, release } = await lendClient(pool);
      let broken: Error | boolean = true;
      try {
        await client.query("begin");
        const value = await work(createSession(client), client);
        if (isIdle(client)) throw new TypeError(endedInside);
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
        release(broken);
      }
    },
    join(client) {
      if ((client as unknown) === pool || typeof client?.query !== "function" || isIdle(client))
        throw new TypeError(notInTransaction("a client after `begin`, or that of database.transaction()"));
      return createSession(client);
    },
  };
}

/** Tests for a client that is in no transaction; clients of other packages may not know. */
function isIdle(client: PostgresClient): boolean {
  return client.getTransactionStatus?.() === "I";
}

function createSession(client: PostgresClient): SqlSession {
  return {
    async run(sql: string, values: readonly SqlValue[] = []): Promise<SqlResult> {
      const { rows, rowCount } = await client.query(numberPlaceholders(sql), [...values]);
      return { rows, affected: rowCount ?? 0 };
    },
  };
}
