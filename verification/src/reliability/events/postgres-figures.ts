/** What happens to a PostgreSQL that a queue lives in, by the names of the public benchmark of queues. */

import { type PostgresServer, startPostgres } from "@seamline/messaging/test/servers/postgres-server.ts";
import pg from "pg";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";
import { findViolations } from "./bookkeeping.ts";
import { ownName } from "./databases.ts";
import { printBalance } from "./kills-figure.ts";
import { Scene } from "./scene.ts";

const fullMessages = 20_000;
const fullTroubles = 50;
const fullRestarts = 30;
/** In the shortest form still ten in a row. */
const fullKills = 100;
const hosted = ["orders", "ledger"] as const;
const server = { host: "127.0.0.1", user: "postgres" };
const target = "0 acknowledged lost, 0 effects doubled, order kept per key, counts balance";

/** Makes trouble while orders are placed and handled. @returns what was done, in words. */
type Trouble = (scene: Scene, times: number) => Promise<string>;

function figureOf(name: string, trouble: Trouble, child: { connections?: number; handlingMs?: number } = {}): Figure {
  return {
    name,
    target,
    sampleScale: 1 / 10,
    async run(scale): Promise<Finding> {
      const { connections, handlingMs = 0 } = child;
      await using scene = await Scene.open("postgres", connections === undefined ? {} : { connections });
      await startTwo(scene, { producers: 2, handlingMs });
      const done = await trouble(scene, scaled(fullTroubles, scale));
      return await settle(scene, scale, done);
    },
  };
}

/** Starts two processes, one after the other. */
async function startTwo(scene: Scene, settings: { producers: number; handlingMs?: number }): Promise<void> {
  for (let count = 0; count < 2; count += 1) await scene.start({ hosted, env: {}, ...settings }).started;
}

/** Waits for enough orders and for their effects, and balances the books. */
async function settle(scene: Scene, scale: number, done: string): Promise<Finding> {
  await scene.until(({ placed }) => placed >= scaled(fullMessages, scale), "enough orders");
  const balance = await scene.settle();
  return {
    measured: `${printBalance(balance)}; ${done}`,
    faults: [...findViolations(balance, { ordered: true }), ...scene.faults],
  };
}

/** Connections of the services are ended by the server, at random, in and outside of transactions. */
export const backendKill: Figure = figureOf("pg_backend_kill", async (scene, times) => {
  const client = new pg.Client({ ...server, database: "postgres" });
  await client.connect();
  let ended = 0;
  for (let count = 0; count < times; count += 1) {
    const { placed } = await scene.balance();
    const found = await client.query(
      "select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = any($1) and application_name <> $2 order by random() limit 2) as chosen",
      [[scene.orders.name, scene.ledger.name], ownName],
    );
    ended += found.rowCount ?? 0;
    await scene.until((balance) => balance.placed > placed, "orders placed after the end of a connection");
  }
  await client.end();
  return `${ended} connections ended`;
});

/** Transactions stay open in the database of a service and in another one, while the queue turns over. */
export const idleInTransaction: Figure = figureOf("idle_in_tx", async (scene, times) => {
  const clients = [scene.orders.name, scene.ledger.name, "postgres"].map(
    (database) => new pg.Client({ ...server, database }),
  );
  for (const client of clients) {
    await client.connect();
    await client.query("begin isolation level repeatable read");
    await client.query("select txid_current()"); // an open write transaction, which holds the horizon
  }
  const { handled } = await scene.balance();
  await scene.until((balance) => balance.handled >= handled + times * 20, "events handled beside open transactions");
  for (const client of clients) await client.end();
  return `3 open transactions during ${times * 20} events`;
});

/** Handlers hold connections for long, and the pool of a process has two. */
export const poolExhaustion: Figure = figureOf(
  "pool_exhaustion",
  async (scene, times) => {
    const { handled } = await scene.balance();
    await scene.until((balance) => balance.handled >= handled + times * 2, "events handled with a pool of two");
    return "2 connections for each database and process, 16 handlers at once of 20 ms";
  },
  { connections: 2, handlingMs: 20 },
);

/** The server itself is stopped without a word, and started again, while orders are placed and handled. */
export const serverRestart: Figure = {
  name: "postgres_restart",
  target,
  sampleScale: 1 / 10,
  async run(scale): Promise<Finding> {
    await using postgres = await startPostgres();
    return await restartUnderLoad(postgres, scale); // the server lives until then
  },
};

async function restartUnderLoad({ port, crash }: PostgresServer, scale: number): Promise<Finding> {
  await using scene = await Scene.open("postgres", { port });
  await startTwo(scene, { producers: 2 });
  const times = scaled(fullRestarts, scale);
  for (let count = 0; count < times; count += 1) {
    const { placed, handled } = await scene.balance();
    await crash();
    await scene.until((one) => one.placed > placed && one.handled > handled, "orders placed and handled again");
  }
  return await settle(scene, scale, `${times} restarts of the server`);
}

/** One process does everything, and is killed again and again, each time when it has just begun to handle. */
export const repeatedKills: Figure = {
  name: "repeated_kills",
  target,
  sampleScale: 1 / 10,
  async run(scale): Promise<Finding> {
    await using scene = await Scene.open("postgres");
    const times = scaled(fullKills, scale);
    for (let count = 0; count < times; count += 1) {
      const running = scene.start({ hosted, env: {}, producers: 4 });
      await running.started;
      const { placed, handled } = await scene.balance();
      await scene.until((one) => one.placed > placed && one.handled > handled, "orders placed and handled");
      await running.kill();
    }
    await scene.start({ hosted, env: {}, producers: 4 }).started;
    return await settle(scene, scale, `${times} kills in a row`);
  },
};
