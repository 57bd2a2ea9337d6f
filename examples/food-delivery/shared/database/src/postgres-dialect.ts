/** Kysely's PostgreSQL dialect over a pool of connections. */

import { PostgresDialect } from "kysely";
import pg from "pg";

/** Milliseconds to wait for a connection before the query fails. */
const connectionTimeoutMs = 3_000;

/** @param url `postgres://user:password@host:port/database` */
export function createPostgresDialect(url: string): PostgresDialect {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: connectionTimeoutMs });
  // An idle connection that breaks is replaced at the next query; without a listener it would end
  // the process.
  pool.on("error", (error) => console.error(`PostgreSQL closed an idle connection: ${error.message}`));
  return new PostgresDialect({ pool });
}
