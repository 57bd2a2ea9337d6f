/** graphile-worker, unbatched, as its documentation has it. */

import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { concurrency, countTo, type QueueSubject } from "./subject.ts";

const logger = new Logger(() => () => undefined);

export const graphile: QueueSubject = {
  name: "graphile-worker",
  async prepare(pgPool) {
    const utils = await makeWorkerUtils({ pgPool, logger });
    await utils.migrate();
    await utils.release();
  },
  async fill(pool, count) {
    await pool.query(
      `select graphile_worker.add_job('bench', json_build_object('orderId', 7, 'text', repeat('x', 200)))
        from generate_series(1, $1)`,
      [count],
    );
  },
  async drain(pgPool, count) {
    const { all, count: countOne } = countTo(count);
    const runner = await run({
      pgPool,
      concurrency,
      logger,
      noHandleSignals: true,
      pollInterval: 100,
      taskList: { bench: async () => countOne() },
    });
    await all;
    await runner.stop();
  },
};
