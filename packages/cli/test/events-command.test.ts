/** `seamline events` as a process, on each kind of database. */

import { randomBytes } from "node:crypto";
import { symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  createMessageId,
  createTables,
  type Database,
  type Dialect,
  enqueue,
  handleOnce,
  mysqlDatabase,
  postgresDatabase,
  sqliteDatabase,
  Worker,
} from "@seamline/messaging";
import mysql from "mysql2/promise";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorkspace, type Outcome, type Workspace } from "./workspace.ts";

const receiver = "restaurant";
const deadLetters = ["seamline", "dead", "letter"].join("_"); // no table of ours, for `seamline check`
const require = createRequire(import.meta.url);

/** A database made for a test, with its URL. */
interface Made {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

async function make(dialect: Dialect, folder: string): Promise<Made> {
  const name = `events_${randomBytes(4).toString("hex")}`;
  if (dialect === "sqlite") {
    const connection = new DatabaseSync(join(folder, `${name}.sqlite`), { timeout: 5_000 });
    connection.exec("pragma journal_mode = wal");
    return {
      url: `sqlite:${name}.sqlite`,
      database: sqliteDatabase(connection) as Database,
      close: async () => connection.close(),
    };
  }
  if (dialect === "mysql") {
    const root = mysql.createPool({ host: "127.0.0.1", user: "root" });
    await root.query(`create database ${name}`);
    const pool = mysql.createPool({ host: "127.0.0.1", user: "root", database: name, supportBigNumbers: true });
    return {
      url: `mysql://root@127.0.0.1/${name}`,
      database: mysqlDatabase(pool as never) as Database,
      async close() {
        await pool.end();
        await root.query(`drop database ${name}`);
        await root.end();
      },
    };
  }
  const root = new pg.Pool({ host: "127.0.0.1", user: "postgres", database: "postgres" });
  await root.query(`create database ${name}`);
  const pool = new pg.Pool({ host: "127.0.0.1", user: "postgres", database: name });
  pool.on("error", () => undefined);
  return {
    url: `postgres://postgres:s3cret@127.0.0.1/${name}`,
    database: postgresDatabase(pool as never) as Database,
    async close() {
      await pool.end();
      await root.query(`drop database ${name} with (force)`);
      await root.end();
    },
  };
}

async function listDialects(): Promise<readonly Dialect[]> {
  const found: Dialect[] = ["sqlite"];
  for (const dialect of ["postgres", "mysql"] as const) {
    try {
      await (await make(dialect, "")).close();
      found.push(dialect);
    } catch (cause) {
      if (process.env.SEAMLINE_REQUIRE_SERVICES === "1")
        throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${dialect} at 127.0.0.1`, { cause });
      console.warn(`Skipped: the tests of seamline events on ${dialect}, as no server listens at 127.0.0.1.`);
    }
  }
  return found;
}

const workspace: Workspace = createWorkspace();
beforeAll(() => {
  for (const file of [require.resolve("pg/package.json"), require.resolve("mysql2/package.json")])
    symlinkSync(dirname(file), join(workspace.folder, "node_modules", basename(dirname(file))));
});
afterAll(() => workspace.dispose());

describe.each(await listDialects())("seamline events on %s", (dialect) => {
  let made: Made;
  let database: Database;

  beforeEach(async () => {
    made = await make(dialect, workspace.folder);
    database = made.database;
    await createTables(database);
  });
  afterEach(() => made.close());

  const events = (...args: readonly string[]): Promise<Outcome> =>
    workspace.seamline(["events", ...args], { RESTAURANT_DATABASE_URL: made.url, DATABASE_URL: made.url });
  const done = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await events(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };
  const json = async (...args: readonly string[]): Promise<Record<string, never>> =>
    JSON.parse(await done(...args, "--json"));
  const add = async (key: string, ...values: readonly number[]): Promise<readonly string[]> => {
    const ids = values.map(() => createMessageId());
    await database.transaction(async (session) => {
      for (const [index, data] of values.entries()) {
        const attributes = { id: ids[index] as string, source: "customer", type: "customer.orderCreated.v1" };
        const time = new Date().toISOString();
        await enqueue(session, dialect, [receiver], { ...attributes, time, partitionKey: key, data });
      }
    });
    return ids;
  };
  /** Gives every message up. */
  const work = async (kind: "dead" | "blocked", settled: () => Promise<unknown>): Promise<void> => {
    const worker = new Worker({
      database,
      receiver,
      concurrency: 4,
      leaseMs: 3_000,
      pollMs: 20,
      handle: async ({ key }) => ({ kind, error: `no kitchen for \u001b[31m${key}\nat kitchen.ts:1` }),
      onError: (error) => console.error(error),
    });
    worker.start();
    await vi.waitFor(settled, { timeout: 20_000, interval: 20 });
    await worker.stop();
  };
  const count = async (table: string): Promise<number> =>
    Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);
  const bury = (): Promise<void> => work("dead", async () => expect(await count("seamline_message")).toBe(0));

  it("shows the queues, and dead letters by pages", async () => {
    expect(await done("status")).toBe(
      "no queues: nothing was sent to this database, and no worker has looked into it\n",
    );
    const [first = ""] = await add("a", 1, 2);
    await bury();
    await add("b", 3);
    await bury();
    await add("c", 4);
    expect((await done("status", "--service", "restaurant")).split("\n")[1]).toMatch(
      /^restaurant {2}1 {8}\d s {5}0 {14}0 {13}3$/,
    );
    const page = await json("list", "--limit", "2");
    expect(page).toMatchObject({ ok: true, letters: [{ id: first, key: "a" }, { key: "a" }] });
    expect(await json("list", "--limit", "2", "--after", String(page.next))).toMatchObject({ letters: [{ key: "b" }] });
    const text = await done("list", "--limit", "2", "--since", "1h", "--type", "customer.orderCreated.v1");
    expect(text).toContain("no kitchen for �[31ma\n");
    expect(text).toContain(`there are more: --after '${page.next}'`);
    expect(await done("list", "--key", "nothing")).toBe("no dead letters\n");
    const shown = await done("show", first);
    expect(shown).toContain("at kitchen.ts:1");
    expect(shown).toContain('      "data": 1');
  });

  it("replays by id and by filter, and discards with a reason", async () => {
    const [first = "", second = ""] = await add("a", 1, 2);
    await add("b", 3);
    await bury();
    expect(await done("replay", first)).toBe("1 message replayed\n");
    expect(await count("seamline_message")).toBe(1);
    expect(await json("discard", second, "--reason", "a test order")).toEqual({ ok: true, discarded: 1 });
    expect(await done("list")).not.toContain(second);
    expect(await done("list", "--discarded")).toContain(second);
    expect(await done("show", second)).toContain(": a test order");
    expect(await done("replay", "--all")).toBe("1 message replayed\n");
    expect(await count("seamline_message")).toBe(2);
  });

  it("lists blocked keys, lets them go on, skips and discards their first messages", async () => {
    const ids = [await add("a", 1, 2), await add("b", 3), await add("c", 4), await add("d", 5)].map(([id = ""]) => id);
    await work("blocked", async () => expect(await count("seamline_key")).toBe(4));
    const [first = "", second = "", third = "", fourth = ""] = ids;
    expect(await done("list", "--blocked", "--limit", "1")).toMatch(
      new RegExp(`\n${first} {2}restaurant {2}a {4}2 {8}1 `),
    );
    expect(await json("list", "--blocked", "--key", "b")).toMatchObject({ keys: [{ id: second, waiting: 1 }] });
    expect(await done("replay", "--blocked", first)).toBe("1 key released\n");
    expect(await done("skip", second)).toBe("1 message skipped\n");
    expect(await done("discard", "--blocked", third, "--reason", "no such order")).toBe("1 message discarded\n");
    expect(await done("replay", "--blocked", "--all")).toBe("1 key released\n");
    expect(await json("list")).toMatchObject({ letters: [{ id: second }] });
    const twice = await events("skip", second, fourth);
    expect(twice.code).toBe(1);
    expect(twice.stderr.split("\n")).toHaveLength(3);
    expect(twice.stderr).toContain(
      `error: events: the message ${second} blocks no key; seamline events list --blocked`,
    );
  });

  it("explains ids that it does not know", async () => {
    const [first = ""] = await add("a", 1);
    await bury();
    const [waiting = ""] = await add("b", 2);
    const handled = createMessageId();
    await handleOnce(database, receiver, handled, async () => undefined);
    const { code, stderr } = await events("replay", first, waiting, handled, first.slice(0, 35), "x", "--json");
    expect(code).toBe(1);
    expect(stderr.split("\n")).toEqual([
      `error: events: no dead letter has the id ${waiting}; it waits in the queue of restaurant`,
      `error: events: no dead letter has the id ${handled}; restaurant handled it`,
      `error: events: no dead letter has the id ${first.slice(0, 35)}; did you mean ${first}?`,
      "error: events: no dead letter has the id x; seamline events list shows them",
      "",
    ]);
    expect(await count("seamline_dead_letter")).toBe(1);
  });

  it("explains a database without the tables", async () => {
    await database.run(`drop table ${deadLetters}`);
    const { code, stderr } = await events("list");
    expect(code).toBe(1);
    expect(stderr).toContain(`expected the tables of a queue, found none; start the application once`);
    expect(stderr).toContain(`printTables("${dialect}")`);
    expect(stderr).not.toContain("s3cret");
  });
});

describe("seamline events", () => {
  const fail = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
    const { code, stdout, stderr } = await workspace.seamline(["events", ...args], { DATABASE_URL: "", ...env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    return stderr;
  };

  it.each([
    [["list"], "expected a database, found neither --database nor DATABASE_URL"],
    [["list", "--service", "foodCourt"], "found neither --database nor FOOD_COURT_DATABASE_URL"],
    [["list", "--database", "redis://x:s3cret@host/1"], "--database: expected postgres://user@host/database, mysql://"],
    [["list", "--database", "sqlite:none.sqlite"], "none.sqlite: expected a SQLite database, found no file"],
    [["list", "--database", "package.json"], "package.json: expected a SQLite database, found another file"],
    [["list", "--database", "postgres://u:s3cret@127.0.0.1:1/x"], "postgres://u@127.0.0.1:1/x: the database failed:"],
    [
      ["replay", "--database", "x"],
      "events replay: expected ids, a filter (--receiver, --type, --key, --since) or --all",
    ],
    [["replay", "a", "--all", "--database", "x"], "expected ids or --all, found both"],
    [["discard", "a", "--database", "x"], "events discard: expected --reason <text>"],
    [["list", "--blocked", "--type", "x", "--database", "x"], "are chosen by --receiver and --key, found --type"],
    [["list", "--since", "later", "--database", "x"], "--since: expected a time as 2026-11-30T12:00:00Z"],
  ] as const)("explains the misuse %j", async (args, message) => {
    const stderr = await fail(args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toContain("s3cret");
    expect(stderr).not.toContain("    at ");
  });

  it("explains limits and pages that are none", async () => {
    writeFileSync(join(workspace.folder, "empty.sqlite"), "");
    expect(await fail(["list", "--database", "empty.sqlite", "--limit", "0"])).toContain(
      "expected a limit from 1 to 1000, found 0",
    );
    expect(await fail(["list", "--database", "empty.sqlite", "--after", "x"])).toContain(
      "expected the beginning of a page",
    );
  });

  it("names the driver that the project does not have", async () => {
    const bare = createWorkspace();
    try {
      const { code, stderr } = await bare.seamline(["events", "list", "--database", "mysql://root@127.0.0.1/x"], {
        NODE_PATH: "",
      });
      expect(code).toBe(1);
      expect(stderr).toContain("expected the package mysql2 in ");
      expect(stderr).toContain("npm install mysql2");
    } finally {
      bare.dispose();
    }
  });
});
