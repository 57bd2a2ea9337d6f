/** Capacity, age and retention of queues on each kind of database. */

import { ServiceError } from "@seamline/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Backlog,
  BacklogMonitor,
  createMessageId,
  type Database,
  discardDeadLetters,
  findRetentionFault,
  handleOnce,
  Janitor,
  listReceivers,
  type Outcome,
  readBacklog,
  replayDeadLetters,
  type Worker,
} from "../src/index.ts";
import { create, listDialects } from "./databases.ts";
import { add, count, eventually, receiver, startWorker } from "./messages.ts";

describe.each(await listDialects())("the upkeep of a queue in %s", (dialect) => {
  let database: Database;
  let close: () => Promise<void>;
  let workers: Worker[];
  const stopping: { stop(): Promise<void> }[] = [];
  let faults: unknown[];
  const onError = (fault: unknown): void => void faults.push(fault);

  beforeEach(async () => {
    ({ database, close } = await create(dialect));
    workers = [];
    faults = [];
  });
  afterEach(async () => {
    await Promise.all([...workers, ...stopping.splice(0)].map((one) => one.stop()));
    await close();
    expect(faults).toEqual([]);
  });

  const work = (handle: (value: number) => Outcome | undefined): Worker => {
    const worker = startWorker(database, handle, { onError });
    workers.push(worker);
    return worker;
  };
  const watch = (options: Partial<ConstructorParameters<typeof BacklogMonitor>[0]>): BacklogMonitor => {
    const monitor = new BacklogMonitor({ database, receivers: [receiver], everyMs: 10, onError, ...options });
    stopping.push(monitor);
    monitor.start();
    return monitor;
  };
  const age = (ms: number): Promise<unknown> =>
    database.run(`update seamline_message set created_at = created_at - ${ms}, replayed_at = replayed_at - ${ms}`);

  it("reads what waits, since when, and for what", async () => {
    expect(await readBacklog(database, receiver, 100)).toEqual({
      receiver,
      waiting: 0,
      oldestMs: 0,
      oldestUntriedMs: 0,
      retryingKeys: 0,
      blockedKeys: 0,
      deadLetters: 0,
    });
    await add(database, "retried", [1, 2]);
    await add(database, "blocked", [3]);
    await add(database, "dead", [4]);
    await age(100_000);
    const worker = work((value) => {
      if (value === 4) return { kind: "dead", error: "bad" };
      return value === 3 ? { kind: "blocked", error: "ask" } : { kind: "retry", afterMs: 3_600_000, error: "later" };
    });
    await eventually(async () => expect(await count(database, "seamline_key")).toBe(2));
    await eventually(async () => expect(await count(database, "seamline_dead_letter")).toBe(1));
    await worker.stop();
    await add(database, "new", [5]);
    const backlog = await readBacklog(database, receiver, 100);
    expect(backlog).toMatchObject({ waiting: 4, retryingKeys: 1, blockedKeys: 1, deadLetters: 1 });
    expect(backlog.oldestMs).toBeGreaterThanOrEqual(100_000);
    expect(backlog.oldestUntriedMs).toBeLessThan(100_000);
    expect((await readBacklog(database, receiver, 2)).waiting).toBe(2);
    expect(await listReceivers(database)).toEqual([receiver]);
  });

  it("counts the age of a long queue of one key, and of a replayed message from its replay on", async () => {
    await add(database, "long", [1, 2]);
    await age(100_000);
    await database.run(
      "insert into seamline_key (receiver, message_key, lane, failures, due_at) values (?, 'long', 1, 0, 0)",
      [receiver],
    );
    await database.run("update seamline_message set parked = 1");
    expect((await readBacklog(database, receiver, 100)).oldestUntriedMs).toBeGreaterThanOrEqual(100_000);
    await database.run("delete from seamline_key");
    const worker = work(() => ({ kind: "dead", error: "bad" }));
    await database.run("update seamline_message set parked = 0");
    await eventually(async () => expect(await count(database, "seamline_dead_letter")).toBe(2));
    await worker.stop();
    await replayDeadLetters(database);
    expect((await readBacklog(database, receiver, 100)).oldestMs).toBeLessThan(50_000);
  });

  it("has a capacity: what is beyond is refused, until there is room", async () => {
    const monitor = watch({ capacity: 3 });
    monitor.admit([receiver, "to:other"]);
    await add(database, "a", [1, 2]);
    await eventually(() => expect(monitor.backlogs[0]?.waiting).toBe(2));
    const refused = (): unknown => {
      try {
        for (;;) monitor.admit([receiver]);
      } catch (reason) {
        return reason;
      }
    };
    const reason = refused();
    expect(ServiceError.is(reason) && reason).toMatchObject({
      code: "resource_exhausted",
      retryable: true,
      message: expect.stringMatching(/^the queue of restaurant has about 3 messages, and a capacity of 3; start/),
    });
    work(() => undefined);
    await eventually(() => expect(monitor.backlogs[0]?.waiting).toBe(0));
    await eventually(() => monitor.admit([receiver]));
  });

  it("makes a process not ready while messages are too old, retried ones only where they are moved on", async () => {
    const seen: Backlog[] = [];
    const monitor = watch({ receivers: [receiver, "to:broker"], maxAgeMs: 60_000, onBacklog: (one) => seen.push(one) });
    await add(database, "a", [1], [receiver, "to:broker"]);
    await eventually(() => expect(monitor.backlogs.map(({ waiting }) => waiting)).toEqual([1, 1]));
    expect(monitor.unreadyReasons).toEqual([]);
    await age(90_000);
    await eventually(() => expect(monitor.unreadyReasons).toHaveLength(2));
    expect(monitor.unreadyReasons[0]).toMatch(
      /^events: 1 message waits for restaurant, the oldest for 9\d s; the limit is 60 s$/,
    );
    for (const name of [receiver, "to:broker"]) {
      workers.push(
        startWorker(database, () => ({ kind: "retry", afterMs: 3_600_000, error: "down" }), {
          receiver: name,
          onError,
        }),
      );
    }
    await eventually(() => expect(monitor.unreadyReasons).toEqual([expect.stringContaining("waits for to:broker")]));
    expect(new Set(seen.map((one) => one.receiver))).toEqual(new Set([receiver, "to:broker"]));
  });

  it("makes a process not ready whose queues cannot be read", async () => {
    const broken: Database = { ...database, run: () => Promise.reject(new Error("the database is down")) };
    const seen: unknown[] = [];
    const monitor = watch({ database: broken, maxAgeMs: 1, onError: (reason) => seen.push(reason) });
    await eventually(() => expect(monitor.unreadyReasons).toHaveLength(1));
    expect(monitor.unreadyReasons[0]).toMatch(/^events: the queues of restaurant could not be read for \d s$/);
    expect(seen[0]).toEqual(new Error("the database is down"));
  });

  it("removes what was kept long enough, in batches, and nothing that is needed", async () => {
    const old = await add(database, "a", [1, 2]);
    const worker = work(() => ({ kind: "dead", error: "bad" }));
    await eventually(async () => expect(await count(database, "seamline_dead_letter")).toBe(2));
    await worker.stop();
    const [waiting = ""] = await add(database, "b", [3]);
    const handled = [...Array.from({ length: 25 }, () => createMessageId()), waiting, ...old];
    for (const id of handled) await handleOnce(database, receiver, id, async () => undefined);
    await database.run("update seamline_inbox set handled_at = handled_at - 100000");
    const recent = createMessageId();
    await handleOnce(database, receiver, recent, async () => undefined);
    await discardDeadLetters(database, { ids: old.slice(0, 1) }, "a test");
    await database.run(
      "update seamline_dead_letter set discarded_at = discarded_at - 100000, died_at = died_at - 100000",
    );
    const cleaner = (deadLetterMs?: number): Janitor => {
      const options = { database, inboxMs: 50_000, discardedMs: 50_000, everyMs: 10, batchSize: 10, onError };
      const janitor = new Janitor({ ...options, deadLetterMs });
      stopping.push(janitor);
      janitor.start();
      return janitor;
    };
    const janitors = [cleaner(), cleaner()];
    await eventually(async () => expect(await count(database, "seamline_dead_letter")).toBe(1));
    const kept = async (): Promise<unknown[]> =>
      (await database.run("select message_id from seamline_inbox")).rows.map((row) => row.message_id).sort();
    // The discarded one is forgotten once its letter is gone.
    await eventually(async () => expect(await kept()).toEqual([old[1], waiting, recent].sort()));
    await Promise.all(janitors.map((janitor) => janitor.stop()));
    expect(await count(database, "seamline_lease where owner is not null")).toBe(0);
    cleaner(50_000);
    await eventually(async () => expect(await count(database, "seamline_dead_letter")).toBe(0));
    await eventually(async () => expect(await kept()).toEqual([waiting, recent].sort()));
  });
});

describe("the retention of an inbox", () => {
  it("is at least the time in which the broker can deliver once more", () => {
    expect(findRetentionFault(1_000, "nats", 1_000)).toBeUndefined();
    expect(findRetentionFault(999, "nats", 1_000)).toBe(
      "expected an inbox that remembers messages for at least 1000 ms, found 999 ms; nats can deliver a message once more for that long",
    );
    expect(findRetentionFault(7 * 86_400_000, "amqp", undefined)).toBeUndefined();
    expect(findRetentionFault(3_600_000, "amqp", undefined)).toContain("until it is acknowledged");
  });
});
