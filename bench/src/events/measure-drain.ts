/** Messages per second from a filled queue to a handler that does nothing. */

import type { MeasureOptions } from "../harness/family.ts";
import { runRounds } from "../harness/rounds.ts";
import { selectSubjects } from "../harness/select.ts";
import { summarise } from "../harness/statistics.ts";
import { createBenchDatabase } from "./database.ts";
import { graphile } from "./queue/graphile.ts";
import { handWritten } from "./queue/hand-written.ts";
import { pgBoss, pgBossWork } from "./queue/pg-boss.ts";
import { events, queueSubject } from "./queue/seamline.ts";
import type { QueueSubject } from "./queue/subject.ts";
import type { RateRow } from "./row.ts";

const subjects: readonly QueueSubject[] = [
  handWritten,
  graphile,
  pgBoss,
  pgBossWork,
  queueSubject(false),
  queueSubject(true),
  events,
];
const messages = 20_000;

/** Measures every subject, in turns. */
export async function measureDrain(options: MeasureOptions): Promise<readonly RateRow[]> {
  const names = subjects.map(({ name }) => name);
  const wanted = selectSubjects(names, options.only, handWritten.name);
  const chosen = subjects.filter(({ name }) => wanted.includes(name));
  await using database = await createBenchDatabase();
  for (const subject of chosen) await subject.prepare(database.pool);
  const results = await runRounds(
    chosen.map((subject) => ({
      async run(): Promise<number> {
        const count = subject.messages ?? messages;
        options.progress(`events: ${subject.name}`);
        await subject.fill(database.pool, count);
        await database.pool.query("vacuum analyze");
        const began = performance.now();
        await subject.drain(database.pool, count);
        return count / ((performance.now() - began) / 1_000);
      },
    })),
    { rounds: options.rounds ?? 5, warmUp: 1 },
  );
  for (const subject of chosen) await subject.close?.();
  const spreads = results.map(summarise);
  const floor = spreads[0]?.median ?? 1;
  return chosen.map(({ name }, index): RateRow => {
    const spread = spreads[index] ?? summarise([0]);
    return {
      family: "events",
      kind: "drain",
      group: "PostgreSQL",
      subject: name,
      ratioToFloor: spread.median / floor,
      ...spread,
    };
  });
}
