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
  /** Lends a client, or reports why there is none. */
  connect(callback: (error: Error | undefined, client: LentPostgresClient | undefined) => void): void;
}

/**
 * Lends a client that is never without a listener of its errors. `await pool.connect()` leaves it without
 * one for a moment: if the server ends the connection with the response before, the process would end.
 * @returns the client, and a function that gives it back.
 */
export function lendClient(
  pool: PostgresPool,
): Promise<{ readonly client: LentPostgresClient; release(error?: Error | boolean): void }> {
  const ignore = (): void => undefined; // the statement under way rejects as well
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) {
        reject(error ?? new Error("the pool lent no client"));
        return;
      }
      client.on("error", ignore);
      const release = (broken?: Error | boolean): void => {
        client.removeListener("error", ignore);
        client.release(broken);
      };
      resolve({ client, release });
    });
  });
}
