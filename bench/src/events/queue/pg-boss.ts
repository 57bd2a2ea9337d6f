/** pg-boss by `fetch` and `complete`, its fastest form, and by `work`, which waits between batches. */

import type { Pool } from "pg";
import { PgBoss } from "pg-boss";
import { countTo, type QueueSubject } from "./subject.ts";

const queue = "bench";
const batchSize = 100;
let boss: PgBoss | undefined;

async function open(pool: Pool): Promise<PgBoss> {
  if (boss !== undefined) return boss;
  boss = new PgBoss({
    db: { executeSql: async (text: string, values?: unknown[]) => pool.query(text, values) },
    supervise: false,
    schedule: false,
  });
  boss.on("error", () => undefined);
  await boss.start();
  return boss;
}

export const pgBoss: QueueSubject = {
  name: "pg-boss in batches of 100",
  async prepare(pool) {
    await (await open(pool)).createQueue(queue);
  },
  async fill(pool, count) {
    const jobs = Array.from({ length: 1_000 }, () => ({ data: { orderId: 7, text: "x".repeat(200) } }));
    for (let left = count; left > 0; left -= jobs.length) await (await open(pool)).insert(queue, jobs.slice(0, left));
  },
  async drain(pool, count) {
    const own = await open(pool);
    for (let handled = 0; handled < count; ) {
      const jobs = await own.fetch(queue, { batchSize });
      if (jobs.length === 0) continue;
      await own.complete(
        queue,
        jobs.map(({ id }) => id),
      );
      handled += jobs.length;
    }
  },
  async close() {
    await boss?.stop({ graceful: false });
    boss = undefined;
  },
};

/** By `work`, with the shortest wait that it takes and batches of 100. */
export const pgBossWork: QueueSubject = {
  ...pgBoss,
  name: "pg-boss work() in batches of 100",
  messages: 2_000,
  async drain(pool, count) {
    const own = await open(pool);
    const { all, count: countOne } = countTo(count);
    const id = await own.work(queue, { batchSize, pollingIntervalSeconds: 0.5 }, async (jobs) => {
      for (const _ of jobs) countOne();
    });
    await all;
    await own.offWork(queue, { id, wait: true });
  },
};
