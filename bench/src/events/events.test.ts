import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBenchDatabase } from "./database.ts";
import { graphile } from "./queue/graphile.ts";
import { handWritten } from "./queue/hand-written.ts";
import { pgBoss, pgBossWork } from "./queue/pg-boss.ts";
import { events, queueSubject } from "./queue/seamline.ts";

const isThere = await createBenchDatabase().then(
  async (database) => {
    await database[Symbol.asyncDispose]();
    return true;
  },
  () => false,
);
if (!isThere && process.env.SEAMLINE_REQUIRE_SERVICES === "1")
  throw new Error("PostgreSQL: expected it at 127.0.0.1:5432");

describe.skipIf(!isThere)("a queue on PostgreSQL (skipped without it)", () => {
  let database: Awaited<ReturnType<typeof createBenchDatabase>>;
  beforeAll(async () => {
    database = await createBenchDatabase();
  });
  afterAll(async () => {
    await pgBoss.close?.();
    await database?.[Symbol.asyncDispose]();
  });

  it.each([handWritten, graphile, pgBoss, pgBossWork, queueSubject(false), queueSubject(true), events])(
    "$name handles every message that was added",
    async ({ prepare, fill, drain }) => {
      await prepare(database.pool);
      await fill(database.pool, 200);
      await expect(drain(database.pool, 200)).resolves.toBeUndefined();
    },
  );
});
