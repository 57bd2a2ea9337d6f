/** Dead letters and blocked keys on each kind of database: looked at, tried again, discarded. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Attempt,
  type Database,
  discardDeadLetters,
  handleOnce,
  listBlockedKeys,
  listDeadLetters,
  type Outcome,
  parseEnvelope,
  readDeadLetters,
  releaseKeys,
  replayDeadLetters,
  skipMessage,
  type Worker,
} from "../src/index.ts";
import { create, listDialects } from "./databases.ts";
import { add, count, eventually, receiver, startWorker } from "./messages.ts";

describe.each(await listDialects())("operating a queue in %s", (dialect) => {
  let database: Database;
  let close: () => Promise<void>;
  let workers: Worker[];
  let faults: unknown[];

  beforeEach(async () => {
    ({ database, close } = await create(dialect));
    workers = [];
    faults = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await close();
    expect(faults).toEqual([]);
  });

  const work = (handle: (value: number, attempt: Attempt) => Outcome | undefined): Worker => {
    const worker = startWorker(database, handle, { onError: (fault) => faults.push(fault) });
    workers.push(worker);
    return worker;
  };
  /** Gives messages up until the queue is empty. */
  const bury = async (): Promise<void> => {
    const worker = work((value) => ({ kind: "dead", error: `no ${value}` }));
    await eventually(async () => expect(await count(database, "seamline_message")).toBe(0));
    await worker.stop();
  };

  it("lists dead letters by pages and filters, and opens one", async () => {
    const [first = ""] = await add(database, "a", [1, 2, 3]);
    await add(database, "b", [4]);
    await bury();
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await listDeadLetters(database, { key: "a" }, { after, limit: 2 });
      found.push(...page.items.map(({ error }) => error));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(["no 1", "no 2", "no 3"]);
    const list = async (filter: Parameters<typeof listDeadLetters>[1]): Promise<number> =>
      (await listDeadLetters(database, filter)).items.length;
    expect(await list({})).toBe(4);
    expect(await list({ type: "customer.orderCreated.v1", receiver })).toBe(4);
    expect(await list({ type: "customer.orderPaid.v1" })).toBe(0);
    expect(await list({ receiver: "courier" })).toBe(0);
    expect(await list({ since: Date.now() + 3_600_000 })).toBe(0);
    expect(await list({ since: Date.now() - 3_600_000, ids: [first] })).toBe(1);
    expect(await list({ ids: [] })).toBe(0);
    const [opened] = await readDeadLetters(database, first);
    expect(opened).toMatchObject({ id: first, receiver, key: "a", attempts: 1, replays: 0, error: "no 1" });
    expect(parseEnvelope(opened?.text ?? "")).toMatchObject({ id: first, data: 1 });
    await expect(listDeadLetters(database, {}, { after: "nonsense" })).rejects.toThrow(
      "expected the beginning of a page",
    );
    await expect(listDeadLetters(database, {}, { limit: 0 })).rejects.toThrow(
      "expected a limit from 1 to 1000, found 0",
    );
  });

  it("replays in the order of each key, behind what waits, also what was given up again", async () => {
    const [first = ""] = await add(database, "a", [1, 2]);
    await bury();
    expect(await replayDeadLetters(database, { ids: [first] })).toBe(1);
    await bury(); // the first is behind the second among the dead letters now
    expect((await listDeadLetters(database)).items.map(({ error, replays }) => [error, replays])).toEqual([
      ["no 2", 0],
      ["no 1", 1],
    ]);
    await add(database, "a", [3]);
    expect(await replayDeadLetters(database)).toBe(2);
    const seen: number[] = [];
    work((value) => void seen.push(value));
    await eventually(async () => expect(await count(database, "seamline_message")).toBe(0));
    expect(seen).toEqual([3, 1, 2]);
  });

  it("replays more than a batch once, whoever else does so, and keeps the order", async () => {
    const values = Array.from({ length: 130 }, (_, index) => index);
    await add(database, "a", values);
    await add(database, "b", values);
    await bury();
    const counts = await Promise.all([replayDeadLetters(database), replayDeadLetters(database)]);
    expect(counts.reduce((sum, one) => sum + one)).toBe(260);
    expect(await count(database, "seamline_dead_letter")).toBe(0);
    const { rows } = await database.run("select message_key, message from seamline_message order by position");
    for (const key of ["a", "b"]) {
      const ofKey = rows.filter((row) => row.message_key === key);
      expect(ofKey.map(({ message }) => parseEnvelope(message as string).data)).toEqual(values);
    }
  });

  it("runs a replayed message that had no effect, and not one that was handled", async () => {
    const [handled = "", failed = ""] = await add(database, "a", [1, 2]);
    await handleOnce(database, receiver, handled, async () => undefined);
    await bury2();
    expect(await replayDeadLetters(database)).toBe(2);
    const seen: number[] = [];
    work((value) => void seen.push(value));
    await eventually(async () => expect(await count(database, "seamline_message")).toBe(0));
    expect(seen).toEqual([2]);
    expect(await count(database, `seamline_inbox where message_id = '${failed}'`)).toBe(1);

    /** Gives up both, though one has had its effects. */
    async function bury2(): Promise<void> {
      const { rows } = await database.run("select position, message, receiver from seamline_message order by position");
      const { buryMessage } = await import("../src/queue/bury-message.ts");
      for (const row of rows) {
        await database.transaction((session) =>
          buryMessage(
            session,
            dialect,
            { position: BigInt(row.position as bigint), text: row.message as string },
            1,
            "a fault with a \0 character",
          ),
        );
      }
    }
  });

  it("gives a replayed message all its tries again, and a transfer id of its own", async () => {
    const [id = ""] = await add(database, "a", [1]);
    await bury();
    await replayDeadLetters(database);
    const { MessageStore } = await import("../src/queue/message-store.ts");
    const [message] = await new MessageStore(database, receiver).listOfKey("a", 1);
    expect(message?.transferId).toBe(`${id}.1`);
    const seen: Attempt[] = [];
    work((_value, attempt) => void seen.push(attempt));
    await eventually(() => expect(seen).toEqual([{ number: 1, crashes: 0 }]));
  });

  it("keeps discarded letters apart, with the reason, and replays them if asked to", async () => {
    const ids = await add(database, "a", [1, 2]);
    await bury();
    expect(await discardDeadLetters(database, { ids: ids.slice(0, 1) }, "a test order")).toBe(1);
    expect(await discardDeadLetters(database, { ids: ids.slice(0, 1) }, "again")).toBe(0);
    expect((await listDeadLetters(database)).items.map(({ error }) => error)).toEqual(["no 2"]);
    expect((await listDeadLetters(database, { discarded: true })).items).toMatchObject([
      { error: "no 1", discardReason: "a test order", discardedAt: expect.any(Number) },
    ]);
    expect(await replayDeadLetters(database)).toBe(1);
    expect(await replayDeadLetters(database, { discarded: true })).toBe(1);
    await expect(discardDeadLetters(database, {}, " ")).rejects.toThrow("expected a reason");
  });

  it("lists blocked keys, lets them go on, and skips their first message", async () => {
    const [first = ""] = await add(database, "a", [1, 2]);
    const [second = ""] = await add(database, "b", [3, 4]);
    let fixed = false;
    const seen: number[] = [];
    work((value) => {
      if (!fixed && (value === 1 || value === 3)) return { kind: "blocked", error: `ask about ${value}` };
      seen.push(value);
      return undefined;
    });
    await eventually(async () => expect((await listBlockedKeys(database)).items).toHaveLength(2));
    const page = await listBlockedKeys(database, { receiver }, { limit: 1 });
    expect(page.items).toEqual([
      { receiver, key: "a", id: first, attempts: 1, error: "ask about 1", waiting: 2, createdAt: expect.any(Number) },
    ]);
    expect((await listBlockedKeys(database, {}, { after: page.next })).items).toMatchObject([{ key: "b" }]);
    expect((await listBlockedKeys(database, { key: "b", receiver: "courier" })).items).toEqual([]);
    expect(await skipMessage(database, receiver, "b", first)).toBe(false);
    const skipped = await Promise.all([
      skipMessage(database, receiver, "b", second),
      skipMessage(database, receiver, "b", second),
    ]);
    expect(skipped.sort()).toEqual([false, true]);
    await eventually(() => expect(seen).toEqual([4]));
    expect((await listDeadLetters(database)).items).toMatchObject([{ id: second, error: "ask about 3", attempts: 1 }]);
    fixed = true;
    expect(await releaseKeys(database, { keys: [] })).toBe(0);
    expect(await releaseKeys(database, { receiver: "courier" })).toBe(0);
    expect(await releaseKeys(database, { receiver, keys: ["a", "b"] })).toBe(1);
    await eventually(() => expect(seen).toEqual([4, 1, 2]));
    expect((await listBlockedKeys(database)).items).toEqual([]);
  });

  it("does not count tries that are not the message's fault", async () => {
    await add(database, "a", [1, 2]);
    const seen: unknown[] = [];
    work((value, { number }) => {
      seen.push([value, number]);
      if (value === 2 || seen.length > 4) return undefined;
      return { kind: "retry", afterMs: 1, counted: seen.length > 3, error: "the database is down" };
    });
    await eventually(async () => expect(await count(database, "seamline_message")).toBe(0));
    expect(seen).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
  });
});
