/** A database of kysely. */

import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import type { Database, Dialect, SqlResult, SqlSession, SqlValue } from "./database.ts";
import { numberPlaceholders } from "./placeholders.ts";

/**
 * Makes a database of a kysely instance; its transactions are those of `database.transaction()`.
 * Plugins are left out for the statements of the queue.
 * @param dialect the kind of SQL that the instance takes.
 */
export function kyselyDatabase<Tables>(database: Kysely<Tables>, dialect: Dialect): Database<Transaction<Tables>> {
  return {
    dialect,
    run: createSession(database, dialect).run,
    transaction: (work) =>
      database.transaction().execute((transaction) => work(createSession(transaction, dialect), transaction)),
    join(transaction) {
      if (transaction?.isTransaction !== true)
        throw new TypeError(
          "expected the transaction that database.transaction().execute() passes, found something else; with the database itself the event would be published even if your changes are rolled back",
        );
      return createSession(transaction, dialect);
    },
  };
}

function createSession<Tables>(session: Kysely<Tables>, dialect: Dialect): SqlSession {
  const plain = session.withoutPlugins();
  return {
    async run(sql: string, values: readonly SqlValue[] = []): Promise<SqlResult> {
      const text = dialect === "postgres" ? numberPlaceholders(sql) : sql;
      const { rows, numAffectedRows } = await plain.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(text, [...values]),
      );
      return { rows, affected: Number(numAffectedRows ?? rows.length) };
    },
  };
}
