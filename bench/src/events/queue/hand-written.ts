/** The floor: what a team writes by hand, batches of 100 rows by `for update skip locked`; no order, no retries. */

import type { QueueSubject } from "./subject.ts";

const batchSize = 100;

export const handWritten: QueueSubject = {
  name: "skip locked by hand in batches of 100",
  async prepare(pool) {
    await pool.query(
      "create table hand_outbox (id bigint generated always as identity primary key, message text not null)",
    );
  },
  async fill(pool, count) {
    await pool.query("insert into hand_outbox (message) select $1 from generate_series(1, $2)", [message, count]);
  },
  async drain(pool, count) {
    let handled = 0;
    while (handled < count) {
      const client = await pool.connect();
      try {
        await client.query("begin");
        const { rows } = await client.query(
          `select id, message from hand_outbox order by id limit ${batchSize} for update skip locked`,
        );
        for (const row of rows) await handle(row.message);
        await client.query("delete from hand_outbox where id = any($1)", [rows.map(({ id }) => id)]);
        await client.query("commit");
        handled += rows.length;
      } finally {
        client.release();
      }
    }
  },
};

const message = JSON.stringify({ orderId: 7, text: "x".repeat(200) });

async function handle(text: string): Promise<void> {
  JSON.parse(text);
}
