/** The rate beside 100,000 messages that wait behind two keys: a stuck key may not slow the others. */

import { createTables, postgresDatabase } from "@seamline/messaging";
import type { Pool } from "pg";
import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { summarise } from "../harness/statistics.ts";
import { createBenchDatabase } from "./database.ts";
import { queueSubject } from "./queue/seamline.ts";
import type { RateRow } from "./row.ts";

const stuckMessages = 100_000;
const readyMessages = 50_000;
const stuckKeys = ["stuck 1", "stuck 2"];

/** Measures the same queue, clean and beside the stuck keys. */
export async function measureStuck(options: MeasureOptions): Promise<readonly RateRow[]> {
  await using clean = await createBenchDatabase();
  await using stuck = await createBenchDatabase();
  const queue = queueSubject(false);
  const pools = [clean.pool, stuck.pool];
  for (const pool of pools) await createTables(postgresDatabase(pool));
  await addStuck(stuck.pool);
  const results = await runRounds(
    pools.map((pool) => ({
      async run(): Promise<number> {
        options.progress("events: stuck keys");
        await queue.fill(pool, readyMessages);
        await pool.query("vacuum analyze");
        const began = performance.now();
        await queue.drain(pool, readyMessages);
        return readyMessages / ((performance.now() - began) / 1_000);
      },
    })),
    { rounds: options.rounds ?? 5, warmUp: 1 },
  );
  const spreads = results.map(summarise);
  const floor = spreads[0]?.median ?? 1;
  return ["clean", "beside 100,000 messages of two blocked keys"].map((subject, index): RateRow => {
    const spread = spreads[index] ?? summarise([0]);
    return {
      family: "events",
      kind: "stuck",
      group: "stuck keys",
      subject,
      ratioToFloor: spread.median / floor,
      ...spread,
    };
  });
}

/** Two keys that wait for a person, as a worker leaves them. */
async function addStuck(pool: Pool): Promise<void> {
  for (const [index, key] of stuckKeys.entries()) {
    await pool.query(
      "insert into seamline_key (receiver, message_key, lane, failures, due_at, error) values ('bench', $1, $2, 1, null, 'blocked')",
      [key, index],
    );
    await pool.query(
      `insert into seamline_message (receiver, lane, message_key, message_id, message, created_at, parked)
        select 'bench', $1::int, $2::text, $2::text || n, '{}', 0, 1 from generate_series(1, $3::int) n`,
      [index, key, stuckMessages / stuckKeys.length],
    );
  }
}
