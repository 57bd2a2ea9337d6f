/** A database of `node:sqlite`. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Database, SqlResult, SqlSession, SqlValue } from "./database.ts";
import { endedInside, notInTransaction } from "./misuse.ts";
import { currentTransaction, enterTransaction, isWithin, type OpenTransaction } from "./open-transactions.ts";

/**
 * Makes a database of a connection of `node:sqlite`, which has to be the only one of this process
 * to its file: a second one would wait for the first while it blocks the event loop.
 *
 * Transactions of one connection would mix, so each begins when the one before has ended. A handler
 * that runs in one gets the connection as its transaction and may not begin another: `run` and
 * `transaction` reject with a `TypeError` inside of one, where they would wait for ever.
 */
export function sqliteDatabase(connection: DatabaseSync): Database<DatabaseSync> {
  const session = createSession(connection);
  let last: Promise<unknown> = Promise.resolve();
  /** Runs after everything that was begun before. */
  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (isWithin(connection))
      throw new TypeError(
        "expected the session or the transaction that is open here, found a statement of the database itself, which waits until that one has ended",
      );
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    dialect: "sqlite",
    run: (sql, values) => inTurn(() => session.run(sql, values)),
    transaction: (work) =>
      inTurn(async () => {
        connection.exec("begin immediate");
        const state: OpenTransaction = { connection, open: true, outer: currentTransaction() };
        try {
          const value = await enterTransaction(state, () => work(session, connection));
          if (!connection.isTransaction) throw new TypeError(endedInside);
          connection.exec("commit");
          return value;
        } catch (reason) {
          if (connection.isTransaction) connection.exec("rollback");
          throw reason;
        } finally {
          state.open = false;
        }
      }),
    join(transaction) {
      if (transaction !== connection || !connection.isTransaction)
        throw new TypeError(notInTransaction("this database's own connection inside of database.transaction()"));
      return session;
    },
  };
}

function createSession(connection: DatabaseSync): SqlSession {
  return {
    async run(sql: string, values: readonly SqlValue[] = []): Promise<SqlResult> {
      const statement = connection.prepare(sql);
      const bound = values.map(toInput);
      if (statement.columns().length === 0) return { rows: [], affected: Number(statement.run(...bound).changes) };
      const rows = statement.all(...bound);
      return { rows, affected: rows.length };
    },
  };
}

/** Whole numbers are bound as integers: a number would be REAL, and `42.0` in a column of text. */
function toInput(value: SqlValue): SQLInputValue {
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}
