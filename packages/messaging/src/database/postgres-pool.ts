/** The parts of `pg` that are used. */

/** The part of a client of `pg` that is used. */
export interface PostgresClient {
  /** Runs a statement with `$1` for the first value. */
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
  /** `I` outside of a transaction; `pg` has it since 8.17. */
  getTransactionStatus?(): string | null;
}

/** A client that a pool of `pg` lends. */
export interface LentPostgresClient extends PostgresClient {
  release(error?: Error | boolean): void;
  on(event: "error" | "end" | "notification", listener: (value?: never) => void): unknown;
  removeListener(event: "error" | "end" | "notification", listener: (value?: never) => void): unknown;
}

/** The part of a pool of `pg` that is used. */
export interface PostgresPool extends PostgresClient {
  /** Lends a client. */
  connect(): Promise<LentPostgresClient>;
}
