/** PostgreSQL databases for a test run: each module has its own database and its own role. */

import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Service, services } from "../app/demo/shape.ts";
import type { Databases, Row } from "./databases.ts";

const server = "127.0.0.1:5432";
const admin = `postgres://postgres@${server}/test`;

/**
 * Resolves to `true` if a server is reachable, and prints a line if not.
 * @throws {Error} if none is reachable though `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export async function isPostgresThere(): Promise<boolean> {
  try {
    await execute(admin, "select 1");
    return true;
  } catch (reason) {
    if (process.env.SEAMLINE_REQUIRE_SERVICES === "1") {
      throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects PostgreSQL at ${server}`, { cause: reason });
    }
    console.warn(`Skipped: the food-delivery tests on PostgreSQL, as no server listens at ${server}.`);
    return false;
  }
}

/** Creates the databases and the roles that own them. */
export async function createPostgresDatabases(): Promise<Databases> {
  const run = randomBytes(4).toString("hex");
  const name = (service: Service): string => `food_${run}_${service}`;
  const url = (service: Service): string => `postgres://${name(service)}@${server}/${name(service)}`;
  for (const service of services) {
    await execute(admin, `create role ${name(service)} login`);
    await execute(admin, `create database ${name(service)} owner ${name(service)}`);
  }
  return {
    variables: Object.fromEntries(services.map((service) => [`${service.toUpperCase()}_DATABASE_URL`, url(service)])),
    query: (service, statement) => execute(url(service), statement),
    async breakWrites(service, { kind, table, when = "true" }) {
      const fail = "begin raise exception 'disk full'; end";
      await execute(url(service), `create function broken() returns trigger language plpgsql as $$ ${fail} $$`);
      await execute(
        url(service),
        `create trigger broken before ${kind} on "${table}" for each row when (${when}) execute function broken()`,
      );
      return async () => {
        await execute(url(service), "drop function broken() cascade");
      };
    },
    async blockWrites(service, table) {
      const client = await connect(url(service));
      await client.query(`begin; lock table "${table}" in exclusive mode`);
      return async () => {
        await client.query("rollback");
        await client.end();
      };
    },
    async drop() {
      for (const service of services) {
        await execute(admin, `drop database ${name(service)} with (force)`);
        await execute(admin, `drop role ${name(service)}`);
      }
    },
  };
}

async function execute(url: string, statement: string): Promise<readonly Row[]> {
  const client = await connect(url);
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  return client;
}
