/** A database of PostgreSQL for one run. */

import { randomBytes } from "node:crypto";
import { Pool } from "pg";

const server = { host: "127.0.0.1", port: 5432, user: "postgres" };

/** Makes an empty database, and drops it when it is disposed. */
export async function createBenchDatabase(): Promise<AsyncDisposable & { readonly pool: Pool }> {
  const name = `seamline_bench_${randomBytes(4).toString("hex")}`;
  const admin = new Pool({ ...server, database: "postgres", max: 1 });
  await admin.query(`create database ${name}`);
  const pool = new Pool({ ...server, database: name, max: 20 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined)); // graphile-worker warns without it
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
