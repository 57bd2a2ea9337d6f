/** The inbox on each kind of database: effects happen once, with the memory of them or not at all. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMessageId, type Database, forgetHandled, handleOnce } from "../src/index.ts";
import { create, listDialects } from "./databases.ts";

describe.each(await listDialects())("an inbox in %s", (dialect) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close } = await create(dialect));
    await database.run("create table effect (n integer)");
  });
  afterEach(() => close());

  const handle = (id: string, consumer = "restaurant"): Promise<boolean> =>
    handleOnce(database, consumer, id, async (_transaction, session) => {
      await session.run("insert into effect (n) values (1)");
    });
  const count = async (table: string): Promise<number> =>
    Number((await database.run(`select count(*) as n from ${table}`)).rows[0]?.n);

  it("runs the effects of a message once for each consumer", async () => {
    const id = createMessageId();
    expect([await handle(id), await handle(id), await handle(id, "courier")]).toEqual([true, false, true]);
    expect(await count("effect")).toBe(2);
  });

  it("runs them once when the message comes several times at once", async () => {
    const ids = Array.from({ length: 5 }, () => createMessageId());
    const handled = await Promise.all(ids.flatMap((id) => [handle(id), handle(id), handle(id), handle(id)]));
    expect(handled.filter(Boolean)).toHaveLength(5);
    expect(await count("effect")).toBe(5);
  });

  it("forgets a message whose effects were rolled back", async () => {
    const id = createMessageId();
    const failing = handleOnce(database, "restaurant", id, async (_transaction, session) => {
      await session.run("insert into effect (n) values (1)");
      throw new Error("a fault of the handler");
    });
    await expect(failing).rejects.toThrow("a fault of the handler");
    expect([await count("effect"), await count("seamline_inbox")]).toEqual([0, 0]);
    expect(await handle(id)).toBe(true);
  });

  it("forgets old messages some at a time", async () => {
    for (let index = 0; index < 5; index += 1) await handle(createMessageId());
    await database.run("update seamline_inbox set handled_at = handled_at - 10000");
    const recent = createMessageId();
    await handle(recent);
    expect([await forgetHandled(database, 5_000, 3), await forgetHandled(database, 5_000, 3)]).toEqual([3, 2]);
    expect([await count("seamline_inbox"), await handle(recent)]).toEqual([1, false]);
  });

  it("forgets the messages of one consumer without those of another", async () => {
    const id = createMessageId();
    for (const consumer of ["restaurant", "courier"]) await handle(id, consumer);
    await database.run("update seamline_inbox set handled_at = handled_at - 10000");
    expect(await forgetHandled(database, 5_000, 10, "restaurant")).toBe(1);
    expect([await handle(id, "courier"), await handle(id, "restaurant")]).toEqual([false, true]);
  });
});
