/** Workers that are killed while they work: no message is lost, none has two effects, keys keep their order. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMessageId, type Database, enqueue } from "../src/index.ts";
import { create, type Location, listDialects } from "./databases.ts";

const keys = 12;
/** Messages of each key that are added before each kill. */
const perKill = 10;
const kills = 6;

/** Waits until an assertion holds. */
const eventually = (assertion: () => Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

describe.each(await listDialects())("workers that are killed, on %s", (dialect) => {
  let database: Database;
  let location: Location;
  let close: () => Promise<void>;
  const children = new Set<ChildProcess>();

  beforeEach(async () => {
    ({ database, location, close } = await create(dialect));
    const id = {
      sqlite: "integer primary key autoincrement",
      postgres: "serial primary key",
      mysql: "bigint auto_increment primary key",
    };
    await database.run(`create table effect (id ${id[dialect]}, message_key varchar(20), n integer)`);
  });
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    await close();
  });

  const start = async (): Promise<ChildProcess> => {
    const child = fork(fileURLToPath(new URL("effect-worker.ts", import.meta.url)), [JSON.stringify(location)]);
    children.add(child);
    await once(child, "message");
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill("SIGKILL");
    await once(child, "exit");
    children.delete(child);
  };
  const countEffects = async (): Promise<number> =>
    Number((await database.run("select count(*) as n from effect")).rows[0]?.n);

  let added = 0;
  const add = async (): Promise<void> => {
    for (let n = added; n < added + perKill; n += 1) {
      await database.transaction(async (session) => {
        for (let key = 0; key < keys; key += 1) {
          const message = { id: createMessageId(), source: "customer", type: "customer.orderCreated.v1", data: n };
          await enqueue(session, dialect, ["restaurant"], {
            ...message,
            time: new Date().toISOString(),
            partitionKey: `k${key}`,
          });
        }
      });
    }
    added += perKill;
  };

  it("leave every effect once and in order", async () => {
    added = 0;
    await add();
    let working = await start();
    let interrupted = 0;
    for (let killed = 0; killed < kills; killed += 1) {
      const next = await start();
      const before = await countEffects();
      await add(); // however slow the machine is: there is work when it is killed
      await eventually(async () => expect(await countEffects()).toBeGreaterThan(before));
      await wait(Math.random() * 20); // a random point of the work
      await kill(working);
      if ((await countEffects()) < keys * added) interrupted += 1;
      working = next;
    }
    await eventually(async () => {
      expect(Number((await database.run("select count(*) as n from seamline_message")).rows[0]?.n)).toBe(0);
    });
    expect(interrupted).toBeGreaterThan(1);
    const { rows } = await database.run("select message_key, n from effect order by id");
    const effects = Map.groupBy(rows, ({ message_key }) => message_key);
    const expected = Array.from({ length: added }, (_, n) => n);
    expect(effects.size).toBe(keys);
    for (const values of effects.values()) expect(values.map(({ n }) => Number(n))).toEqual(expected);
  });
});
