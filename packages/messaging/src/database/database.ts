/** The database of a module, as the outbox and the inbox need it. */

/** A value bound to a statement. */
export type SqlValue = string | number | bigint | null;

/** The outcome of a statement. */
export interface SqlResult {
  /** The returned rows; whole numbers may be numbers, bigints or digits, by the driver. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The number of inserted, updated or deleted rows. */
  readonly affected: number;
}

/** A connection, or a transaction that is open on it. */
export interface SqlSession {
  /**
   * Runs one statement.
   * @param sql with `?` for each value, in order, and no `?` elsewhere.
   */
  run(sql: string, values?: readonly SqlValue[]): Promise<SqlResult>;
}

/** The kinds of SQL that are written. */
export type Dialect = "sqlite" | "postgres" | "mysql";

/** The database of a module. */
export interface Database<Transaction = unknown> extends SqlSession {
  /** The kind of SQL it takes. */
  readonly dialect: Dialect;
  /** Runs `work` in a transaction of its own: committed when it resolves, else rolled back. */
  transaction<Value>(work: (session: SqlSession, transaction: Transaction) => Promise<Value>): Promise<Value>;
  /** The session of a transaction that the module's own code has opened. */
  join(transaction: Transaction): SqlSession;
  /** Hints between processes that messages were added. Default: none, queues are looked at regularly. */
  readonly hints?: DatabaseHints | undefined;
}

/** Hints that messages were added to a database. They may be lost, or come without any message. */
export interface DatabaseHints {
  /** Sends a hint to every process that listens. */
  announce(): Promise<void>;
  /**
   * Calls `onHint` for each hint, and whenever it has begun to listen again. Settles its `stop` when the
   * connection is released.
   */
  listen(onHint: () => void, onError: (error: unknown) => void): { stop(): Promise<void> };
}

const mostConflicts = 10;

/**
 * Runs a transaction again that the database ended for its conflict with another one: a deadlock,
 * or two changes of one row. Anything it did outside of the database is done again too.
 */
export async function retryConflicts<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await work();
    } catch (reason) {
      if (conflicts === mostConflicts || !isConflict(reason)) throw reason;
    }
  }
}

/** SQLSTATE 40001 is a serialization failure, and MySQL's deadlock; 40P01 is PostgreSQL's. */
function isConflict(reason: unknown): boolean {
  const { code, sqlState } = (reason ?? {}) as { readonly code?: unknown; readonly sqlState?: unknown };
  return [code, sqlState].some((state) => state === "40001" || state === "40P01");
}
