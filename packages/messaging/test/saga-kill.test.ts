/** Processes that are killed while they run sagas: each saga ends with all of its effects, or with all undone. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createSagas } from "../src/saga.ts";
import { listDialects } from "./databases.ts";
import { defineKilled } from "./killed-saga.ts";
import { createForSagas, eventually } from "./sagas.ts";

const kills = 4;
/** Sagas started before each kill. */
const perKill = 12;
const count = kills * perKill;

describe.each(await listDialects())("processes that are killed while they run sagas, on %s", (dialect) => {
  it("leave each saga with all of its effects once, or with all of them undone once", {
    timeout: 120_000,
  }, async () => {
    const test = await createForSagas(dialect);
    const children = new Set<ChildProcess>();
    const start = async (): Promise<ChildProcess> => {
      const program = fileURLToPath(new URL("saga-worker.ts", import.meta.url));
      const child = fork(program, [JSON.stringify(test.location)]);
      children.add(child);
      await once(child, "message");
      return child;
    };
    const { database } = test;
    const position = {
      sqlite: "integer primary key autoincrement",
      postgres: "serial primary key",
      mysql: "bigint auto_increment primary key",
    };
    try {
      await database.run(`create table outside (position ${position[dialect]}, call_key varchar(100) unique)`);
      const saga = defineKilled(database, async () => undefined);
      const ignore = (): void => undefined;
      const sagas = createSagas({ database, service: "shop", sagas: [saga], onAlarm: ignore, onError: ignore });
      const countEnded = async (): Promise<number> => {
        const sql = "select count(*) as n from seamline_saga where status in ('completed', 'compensated')";
        return Number((await database.run(sql)).rows[0]?.n);
      };
      const countWrites = async (): Promise<number> =>
        Number((await database.run("select count(*) as n from effect")).rows[0]?.n);
      let working = await start();
      let interrupted = 0;
      for (let killed = 0; killed < kills; killed += 1) {
        const next = await start();
        const before = await countWrites();
        for (let one = 0; one < perKill; one += 1) {
          const orderId = killed * perKill + one;
          await database.transaction((_session, transaction) => sagas.start(transaction, saga, { orderId }));
        }
        await eventually(async () => expect(await countWrites()).toBeGreaterThan(before));
        await wait(Math.random() * 20); // a random point of the work
        working.kill("SIGKILL");
        await once(working, "exit");
        children.delete(working);
        if ((await countEnded()) < (killed + 1) * perKill) interrupted += 1;
        working = next;
      }
      await eventually(async () => expect(await countEnded()).toBe(count));
      expect(interrupted).toBeGreaterThan(1);

      const texts = async (sql: string): Promise<readonly string[]> =>
        (await database.run(sql)).rows.map(({ text }) => String(text));
      const inside = await texts("select text from effect order by position");
      const outside = await texts("select call_key as text from outside order by position");
      for (let orderId = 0; orderId < count; orderId += 1) {
        const own = (all: readonly string[]) =>
          all.filter((text) => text.endsWith(` ${orderId}`)).map((text) => text.split(" ")[0]);
        const refused = orderId % 3 === 0;
        expect(own(inside)).toEqual(["create", "book", ...(refused ? ["unbook", "uncreate"] : [])]);
        expect(own(outside)).toEqual(["charge", "ship", ...(refused ? ["unship", "refund"] : [])]);
      }
    } finally {
      for (const child of children) child.kill("SIGKILL");
      await test.close();
    }
  });
});
