/** Random sagas in a world of lost calls and dying processes: all of their effects are there at the end, or none. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../src/saga/advance.ts";
import type { Engine } from "../src/saga/engine.ts";
import { Overtaken, SagaStore } from "../src/saga/saga-store.ts";
import { createSagas } from "../src/saga.ts";
import { listDialects } from "./databases.ts";
import { Death, Process, type RandomStep, World } from "./saga-world.ts";
import { createForSagas, type SagaDatabase } from "./sagas.ts";

const undoTry = fc.constantFrom("ok", "notSent", "lostBefore", "lostAfter", "diesBefore", "diesAfter");
const stepTry = fc.oneof({ arbitrary: undoTry, weight: 6 }, { arbitrary: fc.constant("refused" as const), weight: 1 });
const step: fc.Arbitrary<RandomStep> = fc.record({
  kind: fc.constantFrom("step", "step", "transaction", "transaction", "waitFor"),
  tries: fc.array(stepTry, { maxLength: 4 }),
  undoTries: fc.array(undoTry, { maxLength: 3 }),
  canCheck: fc.boolean(),
});
const run = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  /** Statements that each process lives for; those after them live for ever. */
  lives: fc.array(fc.nat(25), { maxLength: 6 }),
  /** Looks at which a second worker works on the same message. */
  overtaken: fc.uniqueArray(fc.nat(15), { maxLength: 4 }),
  /** The look before which a person asks to undo the saga; mostly never. */
  undoAt: fc.option(fc.nat(12), { freq: 3 }),
  /** Signals that never come. */
  timeouts: fc.boolean(),
});
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;

describe.each(await listDialects())("a random saga in %s", (dialect) => {
  it("ends with all of its effects, or with all of them undone from the last to the first", async () => {
    const test = await createForSagas(dialect);
    const seen = new Set<string>();
    try {
      await fc.assert(
        fc.asyncProperty(run, async (given) => {
          const { status, faults } = await play(test, given);
          seen.add(status);
          expect(faults).toEqual([]);
        }),
        { numRuns: dialect === "sqlite" ? 200 : 40 },
      );
    } finally {
      await test.close();
    }
    expect(seen).toEqual(new Set(["completed", "compensated"]));
  }, 300_000);
});

/** Takes one saga to its end, by messages alone. */
async function play(
  test: SagaDatabase,
  { steps, lives, overtaken, undoAt, timeouts }: Run,
): Promise<{ readonly status: string; readonly faults: readonly string[] }> {
  const { database } = test;
  for (const table of ["seamline_message", "seamline_saga", "seamline_saga_signal", "effect"])
    await database.run(`delete from ${table}`);
  const left = [...lives];
  const begin = (): Process => new Process(database, left.shift() ?? Number.POSITIVE_INFINITY);
  const world = new World(steps, begin());
  const saga = world.define();
  const ignore = (): void => undefined;
  // Never told to work: the messages are taken by hand.
  const sagas = createSagas({ database, service: "shop", sagas: [saga], onAlarm: ignore, onError: ignore });
  const id = await database.transaction((_session, transaction) => sagas.start(transaction, saga, null));
  const engine = (process: Process): Engine => ({
    store: new SagaStore(process.database, "shop"),
    sagas: new Map([[saga.name, saga as never]]),
    alarmAfterFailures: 5,
    alarmAfterMs: 600_000,
    onAlarm: ignore,
  });
  const store = new SagaStore(database, "shop");
  const crashes = new Map<string, number>();
  for (let looks = 0; ; looks += 1) {
    if (looks > 500) throw new Error(`no end: ${JSON.stringify(await sagas.show(id))}`);
    if (looks === undoAt && !["completed", "compensated"].includes(String((await sagas.show(id))?.status)))
      await sagas.compensate(id, "a person asked for it");
    const { rows } = await database.run("select position from seamline_message order by position limit 1");
    const position = rows[0]?.position;
    if (position === undefined) {
      const details = await sagas.show(id);
      if (details?.status === "completed" || details?.status === "compensated") {
        const inDoubt = overtaken.length === 0 ? world.undoneInDoubt.map((name) => `${name} was undone in doubt`) : [];
        return { status: details.status, faults: [...world.judge(details, await test.effects()), ...inDoubt] };
      }
      if ((await store.sendDue(10)) > 0) continue;
      if (details?.status === "stuck") {
        expect(details.error).toMatch(/has ended its process \d times$/);
        await sagas.retry(id);
        continue;
      }
      if (details?.status !== "waiting") throw new Error(`left behind: ${JSON.stringify(details)}`);
      if (timeouts) await database.run("update seamline_saga set wait_until = 1, due_at = 1");
      else await database.transaction((_session, transaction) => sagas.signal(transaction, id, String(details.step)));
      continue;
    }
    if (world.process.dead) world.process = begin();
    const workers = overtaken.includes(looks) ? [1, 2] : [1];
    const outcomes = await Promise.allSettled(
      workers.map(() => advance(engine(world.process), id, crashes.get(String(position)) ?? 0)),
    );
    const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    for (const reason of failures) if (!(reason instanceof Death || reason instanceof Overtaken)) throw reason;
    // As the queue: a message leaves when a worker is done with it, and stays when the last one has died.
    if (failures.length < outcomes.length)
      await database.run(`delete from seamline_message where position = ${position}`);
    else if (world.process.dead) crashes.set(String(position), (crashes.get(String(position)) ?? 0) + 1);
  }
}
