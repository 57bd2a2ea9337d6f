/** Wake-ups: the looks after an addition, and hints between processes on PostgreSQL. */

import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WakeUps } from "../src/hub/wake-ups.ts";
import { createTables, type Database, postgresDatabase } from "../src/index.ts";
import { WakeSeries } from "../src/queue/wake-series.ts";
import { listDialects } from "./databases.ts";
import { add, count, eventually, receiver, startWorker } from "./messages.ts";

describe("a series of looks", () => {
  it("ends by itself, and is shared by the additions during it", async () => {
    let looks = 0;
    const series = new WakeSeries([1, 5, 10], () => (looks += 1));
    for (let index = 0; index < 1_000; index += 1) series.request();
    await eventually(() => expect(looks).toBe(3));
    series.request();
    await eventually(() => expect(looks).toBe(6));
    series.stop();
    series.request();
    await new Promise((resolve) => setTimeout(resolve, 50)); // longer than a series
    expect(looks).toBe(6);
  });

  it("begins again for an addition during it", async () => {
    let looks = 0;
    const series: WakeSeries = new WakeSeries([1, 5, 10], () => {
      looks += 1;
      if (looks === 2) series.request();
    });
    series.request();
    await eventually(() => expect(looks).toBeGreaterThan(3));
    series.stop();
  });
});

/** Ends a pool, and waits until the server knows: the one that drops the database would end them first. */
const endPool = async (pool: pg.Pool): Promise<void> => {
  const removed = Array.from({ length: pool.totalCount }, () => new Promise((resolve) => pool.once("remove", resolve)));
  await pool.end();
  await Promise.all(removed);
};

const hasPostgres = (await listDialects()).includes("postgres");

describe.runIf(hasPostgres)("hints on PostgreSQL", () => {
  const name = `messaging_${randomBytes(4).toString("hex")}`;
  const pools: pg.Pool[] = [];
  const stopping: { stop(): Promise<void> }[] = [];

  const open = (hints: boolean): Database => {
    const pool = new pg.Pool({ host: "127.0.0.1", user: "postgres", database: name, max: 4 });
    pool.on("error", () => undefined);
    pools.push(pool);
    return postgresDatabase(pool, { hints }) as Database;
  };
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ host: "127.0.0.1", user: "postgres", database: "postgres" });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  beforeEach(async () => {
    await administer(`create database ${name}`);
    await createTables(open(false));
  });
  afterEach(async () => {
    await Promise.all(stopping.splice(0).map((one) => one.stop()));
    await Promise.all(pools.splice(0).map(endPool));
    await administer(`drop database ${name} with (force)`);
  });

  const listen = (database: Database, faults: unknown[] = []): { readonly heard: () => number } => {
    let heard = 0;
    const listener = database.hints?.listen(
      () => (heard += 1),
      (fault) => faults.push(fault),
    );
    if (listener !== undefined) stopping.push(listener);
    return { heard: () => heard };
  };

  it("are off unless asked for", () => {
    expect(open(false).hints).toBeUndefined();
  });

  it("let another process find a message long before its next look", async () => {
    const [publisher, consumer] = [open(true), open(true)];
    const seen: number[] = [];
    const worker = startWorker(consumer, (value) => void seen.push(value), { pollMs: 600_000, leaseMs: 600_000 });
    stopping.push(worker);
    await eventually(async () => expect(await count(publisher, "seamline_lane where owner is not null")).toBe(32));
    const listener = consumer.hints?.listen(() => worker.wake(), console.error);
    if (listener !== undefined) stopping.push(listener);
    await add(publisher, "a", [1]);
    await publisher.hints?.announce();
    await eventually(() => expect(seen).toEqual([1]));
  });

  it("come again after a lost connection, with one for what was missed", async () => {
    const faults: unknown[] = [];
    const database = open(true);
    const { heard } = listen(database, faults);
    await eventually(() => expect(heard()).toBe(1));
    await open(false).run("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'");
    await eventually(() => expect(heard()).toBe(2));
    expect(faults).toHaveLength(1);
    await database.hints?.announce();
    await eventually(() => expect(heard()).toBe(3));
  });

  it("wake the workers of another process after each addition", async () => {
    const [publisher, consumer] = [open(true), open(true)];
    const [here, there] = [new WakeUps(console.error), new WakeUps(console.error)];
    stopping.push(here, there);
    let woken = 0;
    here.add(publisher, () => undefined);
    there.add(consumer, () => (woken += 1));
    await eventually(() => expect(woken).toBe(1)); // it listens
    here.added(publisher);
    await eventually(() => expect(woken).toBe(4)); // a hint before the commit would be too early
  });

  it("end at once, also while the pool has no connection to listen on", async () => {
    const database = open(true);
    const pool = pools.at(-1);
    const held = await Promise.all([1, 2, 3, 4].map(() => pool?.connect()));
    const listener = database.hints?.listen(() => undefined, console.error);
    await listener?.stop();
    for (const client of held) client?.release();
  });
});

describe.runIf(hasPostgres)("a reader that remembers the last position", () => {
  it("skips a message that commits late, which a worker finds", async () => {
    const name = `messaging_${randomBytes(4).toString("hex")}`;
    const root = new pg.Pool({ host: "127.0.0.1", user: "postgres", database: "postgres", max: 1 });
    await root.query(`create database ${name}`);
    const pool = new pg.Pool({ host: "127.0.0.1", user: "postgres", database: name });
    pool.on("error", () => undefined);
    const database = postgresDatabase(pool as never) as Database;
    try {
      await createTables(database);
      const read: string[] = [];
      let last = 0n;
      const readOn = async (): Promise<void> => {
        const { rows } = await database.run(
          "select position, message_key from seamline_message where receiver = ? and position > ? order by position",
          [receiver, last],
        );
        for (const row of rows) {
          read.push(String(row.message_key));
          last = BigInt(String(row.position));
        }
      };
      await database.transaction(async (session) => {
        const within: Database = { ...database, run: session.run, transaction: (work) => work(session, undefined) };
        await add(within, "late", [1]);
        await add(database, "early", [2]); // in a transaction of its own, which commits first
        await readOn();
      });
      await readOn();
      expect(read).toEqual(["early"]);
      const seen: number[] = [];
      const worker = startWorker(database, (value) => void seen.push(value));
      await eventually(() => expect(seen.sort()).toEqual([1, 2]));
      await worker.stop();
    } finally {
      await endPool(pool);
      await root.query(`drop database ${name} with (force)`);
      await root.end();
    }
  });
});
