/** The queue on each kind of database: order, retries, dead letters, blocked keys, and several workers. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Attempt,
  createMessageId,
  type Database,
  enqueue,
  type Outcome,
  parseEnvelope,
  type QueuedMessage,
  Worker,
} from "../src/index.ts";
import { create, type Location, listDialects } from "./databases.ts";

const receiver = "restaurant";
const done: Outcome = { kind: "done" };

/** Waits until an assertion holds. */
const eventually = (assertion: () => Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

describe.each(await listDialects())("a queue in %s", (dialect) => {
  let database: Database;
  let location: Location;
  let close: () => Promise<void>;
  let workers: Worker[];
  let faults: unknown[];

  beforeEach(async () => {
    ({ database, location, close } = await create(dialect));
    workers = [];
    faults = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await close();
    expect(faults).toEqual([]);
  });

  const add = async (key: string | undefined, ...values: readonly number[]): Promise<void> => {
    await database.transaction(async (session) => {
      for (const value of values) {
        const time = new Date().toISOString();
        const message = { id: createMessageId(), source: "customer", type: "customer.orderCreated.v1", time };
        await enqueue(session, dialect, [receiver], { ...message, partitionKey: key, data: value });
      }
    });
  };
  const work = (
    handle: (value: number, attempt: Attempt, message: QueuedMessage) => Promise<Outcome>,
    options: { readonly concurrency?: number; readonly leaseMs?: number } = {},
  ): Worker => {
    const worker = new Worker({
      database,
      receiver,
      concurrency: 8,
      leaseMs: 3_000,
      pollMs: 20,
      handle: (message, attempt) => handle(parseEnvelope(message.text).data as number, attempt, message),
      onError: (fault) => faults.push(fault),
      ...options,
    });
    workers.push(worker);
    worker.start();
    return worker;
  };
  const count = async (table: string): Promise<number> =>
    Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);
  const drained = (): Promise<void> =>
    eventually(async () => {
      expect([await count("seamline_message"), await count("seamline_key")]).toEqual([0, 0]);
    });

  it("keeps the order of each key, over more messages than a worker holds", async () => {
    const keys = ["a", "b", "c"];
    for (const key of keys) await add(key, ...Array.from({ length: 60 }, (_, index) => index));
    const seen: Record<string, number[]> = { a: [], b: [], c: [] };
    work(async (value, _attempt, { key }) => {
      seen[key]?.push(value);
      return done;
    });
    await drained();
    const expected = Array.from({ length: 60 }, (_, index) => index);
    expect(seen).toEqual({ a: expected, b: expected, c: expected });
  });

  it("tries a failed message again before those behind it, and others meanwhile", async () => {
    await add("a", 1, 2, 3);
    await add("b", 4);
    const seen: string[] = [];
    work(async (value, { number }) => {
      seen.push(`${value}/${number}`);
      return value === 1 && number < 3 ? { kind: "retry", afterMs: 30, error: "not yet" } : done;
    });
    await drained();
    expect(seen.filter((one) => one !== "4/1")).toEqual(["1/1", "1/2", "1/3", "2/1", "3/1"]);
    expect(seen.indexOf("4/1")).toBeLessThan(seen.indexOf("1/3"));
  });

  it("buries a message that is given up, with its error and its tries, and goes on", async () => {
    await add("a", 1, 2);
    const seen: number[] = [];
    work(async (value, { number }) => {
      seen.push(value);
      if (value === 2) return done;
      return number < 2 ? { kind: "retry", afterMs: 1, error: "bad" } : { kind: "dead", error: "bad for good" };
    });
    await drained();
    expect(seen).toEqual([1, 1, 2]);
    const { rows } = await database.run(
      "select receiver, message_key, attempts, error, message from seamline_dead_letter",
    );
    expect(rows.map(({ message, ...row }) => ({ ...row, data: parseEnvelope(message as string).data }))).toEqual([
      { receiver, message_key: "a", attempts: 2, error: "bad for good", data: 1 },
    ]);
  });

  it("keeps a blocked key, also for the next worker, while other keys go on", async () => {
    await add("a", 1, 2);
    const seen: number[] = [];
    const handle = async (value: number): Promise<Outcome> => {
      seen.push(value);
      return value === 1 ? { kind: "blocked", error: "ask a person" } : done;
    };
    const first = work(handle);
    await eventually(async () => expect(await count("seamline_key")).toBe(1));
    await add("a", 3);
    await add("b", 4);
    await eventually(async () => expect(seen).toEqual([1, 4]));
    await first.stop();
    work(handle);
    await add("c", 5);
    await add("a", 6);
    await eventually(async () => expect(seen).toEqual([1, 4, 5]));
    const { rows } = await database.run("select message_key, failures, due_at, error from seamline_key");
    expect(rows.map((row) => ({ ...row, failures: Number(row.failures) }))).toEqual([
      { message_key: "a", failures: 1, due_at: null, error: "ask a person" },
    ]);
    await eventually(async () => expect(await count("seamline_message where parked = 1")).toBe(4));
  });

  it("lets no long queue of one key hold the others up", async () => {
    await add("a", ...Array.from({ length: 300 }, (_, index) => index));
    await add("b", 1_000);
    let before = 0;
    let finished = (): void => undefined;
    const seen = new Promise<void>((resolve) => (finished = resolve));
    work(
      async (value) => {
        if (value === 1_000) finished();
        else before += 1;
        return done;
      },
      { concurrency: 2 },
    );
    await seen;
    expect(before).toBeLessThan(100);
    await drained();
    expect(before).toBe(300);
  });

  it("is divided among workers, each message handled once and in the order of its key", async () => {
    const seen: Record<string, number[]> = {};
    const handlers = new Set<number>();
    const start = (worker: number): Worker =>
      work(
        async (value, _attempt, { key }) => {
          handlers.add(worker);
          seen[key] = [...(seen[key] ?? []), value];
          return done;
        },
        { leaseMs: 1_500 },
      );
    start(1);
    start(2);
    await eventually(async () => {
      const { rows } = await database.run(
        "select owner, count(*) as n from seamline_lane where owner is not null group by owner",
      );
      expect(rows.map(({ n }) => Number(n))).toEqual([16, 16]);
    });
    for (let key = 0; key < 40; key += 1) await add(`k${key}`, 0, 1, 2);
    await drained();
    expect(handlers).toEqual(new Set([1, 2]));
    expect(Object.keys(seen)).toHaveLength(40);
    for (const values of Object.values(seen)) expect(values).toEqual([0, 1, 2]);
  });

  it("finds a message that ends its process, and tries the others one by one after that", async () => {
    await add("a", 1);
    await add("b", 2);
    const crash = async (): Promise<void> => {
      const child = fork(fileURLToPath(new URL("crashing-worker.ts", import.meta.url)), [JSON.stringify(location)]);
      await once(child, "exit");
    };
    await crash();
    await crash();
    const seen: unknown[] = [];
    let running = 0;
    work(
      async (value, attempt, { lane }) => {
        running += 1;
        seen.push([value, attempt.crashes, running, lane]);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return value === 1 && attempt.crashes > 0 ? { kind: "dead", error: "ends its process" } : done;
      },
      { leaseMs: 600 },
    );
    await drained();
    expect(seen).toContainEqual([1, 1, expect.anything(), expect.anything()]);
    expect(await count("seamline_dead_letter")).toBe(1);
  });

  it("tries messages that were at work when a process ended alone, and before all others", async () => {
    for (const key of ["a", "b", "c", "d", "e"]) await add(key, 1);
    await database.run("update seamline_message set attempts = 1 where message_key in ('b', 'd')");
    const begun: string[] = [];
    let running = 0;
    work(async (_value, { crashes }, { key }) => {
      running += 1;
      begun.push(`${key}: ${crashes} before, ${running} at work`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return done;
    });
    await drained();
    expect(begun.slice(0, 2).toSorted()).toEqual(["b: 1 before, 1 at work", "d: 1 before, 1 at work"]);
    expect(begun).toHaveLength(5);
  });

  it("goes on with a blocked key whose time is set", async () => {
    await add("a", 1, 2);
    const seen: number[] = [];
    work(async (value, { number }) => {
      seen.push(value);
      return value === 1 && number === 1 ? { kind: "blocked", error: "ask a person" } : done;
    });
    await eventually(async () => expect(await count("seamline_key")).toBe(1));
    await database.run("update seamline_key set due_at = 0");
    await drained();
    expect(seen).toEqual([1, 1, 2]);
  });

  it("takes a message from the transaction that its publisher has opened", async () => {
    await database.transaction(async (_session, transaction) => {
      const time = new Date().toISOString();
      const message = { id: createMessageId(), source: "customer", type: "customer.orderCreated.v1", time, data: 1 };
      await enqueue(database.join(transaction), dialect, [receiver, "courier"], message);
    });
    const { rows } = await database.run("select receiver from seamline_message order by receiver");
    expect(rows.map((row) => row.receiver)).toEqual(["courier", receiver]);
  });

  // One connection, and so one transaction at a time, in SQLite.
  it.runIf(dialect !== "sqlite")("finds a message that commits after one with a later position", async () => {
    const time = new Date().toISOString();
    const message = (data: number) => ({
      id: createMessageId(),
      source: "customer",
      type: "customer.orderCreated.v1",
      time,
      data,
    });
    const seen: number[] = [];
    work(async (value) => {
      seen.push(value);
      return done;
    });
    await database.transaction(async (session) => {
      await enqueue(session, dialect, [receiver], message(1));
      await add("b", 2); // in a transaction of its own, which commits first
      await eventually(async () => expect(seen).toEqual([2]));
    });
    await drained();
    expect(seen).toEqual([2, 1]);
  });

  it("is left by a worker whose handler never returns, to the worker after it", async () => {
    await add("a", 1);
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: never, resolve: end } = Promise.withResolvers<Outcome>();
    const stuck = work(
      () => {
        begin();
        return never;
      },
      { leaseMs: 600 },
    );
    await begun;
    await stuck.stop(10);
    expect(faults.splice(0)).toEqual([new Error("handlers that did not return: 1; others handle their messages")]);
    const seen: number[] = [];
    work(async (value) => {
      seen.push(value);
      return done;
    });
    await drained();
    expect(seen).toEqual([1]);
    end(done);
  });

  it("adds nothing if the transaction of its publisher is rolled back", async () => {
    const failing = database.transaction(async (session) => {
      const time = new Date().toISOString();
      const message = { id: createMessageId(), source: "customer", type: "customer.orderCreated.v1", time };
      await enqueue(session, dialect, [receiver], { ...message, data: 1 });
      throw new Error("no order after all");
    });
    await expect(failing).rejects.toThrow("no order after all");
    expect(await count("seamline_message")).toBe(0);
  });
});
