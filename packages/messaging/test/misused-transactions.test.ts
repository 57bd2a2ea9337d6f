/** Transactions that are not open, and names that databases like to take for each other. */

import { AsyncResource } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMessageId, type Database, handleOnce, Worker } from "../src/index.ts";
import { enqueueArrived } from "../src/queue/enqueue.ts";
import { create, listDialects } from "./databases.ts";

describe.each(await listDialects())("a transaction of %s", (dialect) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close } = await create(dialect));
  });
  afterEach(() => close());

  const count = async (table: string): Promise<number> =>
    Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);

  it("that a handler has ended does not count as handled", async () => {
    const handled = handleOnce(database, "restaurant", createMessageId(), async (_transaction, session) => {
      await session.run("rollback");
    });
    await expect(handled).rejects.toThrow("expected the transaction to be open when its work ends, found it ended");
    expect(await count("seamline_inbox")).toBe(0);
    await expect(database.transaction(async () => "usable")).resolves.toBe("usable");
  });

  it("cannot be joined once it has ended", async () => {
    const insert = async (transaction: unknown): Promise<unknown> =>
      database
        .join(transaction)
        .run("insert into seamline_inbox (consumer, message_id, handled_at) values ('a', 'b', 0)");
    const finished = await database.transaction(async (_session, transaction) => {
      await insert(transaction);
      return transaction;
    });
    for (const wrong of [finished, {}, "transaction"])
      await expect((async () => insert(wrong))()).rejects.toThrow("in no open transaction, or something else");
    expect(await count("seamline_inbox")).toBe(1);
  });

  it("keeps keys and ids apart that differ in case, in spaces, or late", async () => {
    const long = "x".repeat(253);
    const names = ["a", "a ", "A", "a  ", "ä", "a\u0308", `${long}1`, `${long}2`];
    const handled: string[] = [];
    let failures = names.length;
    const worker = new Worker({
      database,
      receiver: "restaurant",
      concurrency: 4,
      leaseMs: 10_000,
      pollMs: 20,
      handle: async ({ text }) => {
        failures -= 1;
        if (failures >= 0) return { kind: "retry", afterMs: 20, error: "not yet" };
        await handleOnce(database, "restaurant", text, async () => void handled.push(text));
        return { kind: "done" };
      },
      onError: expect.unreachable,
    });
    worker.start();
    try {
      for (const round of [1, 2]) {
        const messages = names.map((name) => ({ id: round === 1 ? name : `${name}2`, key: name }));
        await database.transaction((session) =>
          enqueueArrived(
            session,
            dialect,
            "restaurant",
            messages.map(({ id, key }) => ({ id, key, text: id })),
          ),
        );
        await vi.waitFor(() => expect(handled).toHaveLength(round * names.length), { timeout: 10_000 });
        await vi.waitFor(async () => expect(await count("seamline_message")).toBe(0), { timeout: 10_000 });
      }
      expect(new Set(handled).size).toBe(2 * names.length);
    } finally {
      await worker.stop();
    }
  });
});

describe("a transaction of the one connection of SQLite", () => {
  it("refuses what would wait for its end, and only while it is open", async () => {
    const { database, close } = await create("sqlite");
    try {
      const refused = "expected the session or the transaction that is open here";
      let later: (() => Promise<unknown>) | undefined;
      await database.transaction(async (session) => {
        await expect(database.run("select 1")).rejects.toThrow(refused);
        await expect(database.transaction(async () => 1)).rejects.toThrow(refused);
        await session.run("insert into seamline_inbox (consumer, message_id, handled_at) values ('a', 'b', 0)");
        later = AsyncResource.bind(async () => database.run("select consumer from seamline_inbox"));
      });
      expect(await later?.()).toMatchObject({ rows: [{ consumer: "a" }] });
    } finally {
      await close();
    }
  });
});
