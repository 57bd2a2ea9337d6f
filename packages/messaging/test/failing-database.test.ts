/**
 * A worker whose database fails for a while, before a statement or after it: nothing is lost, stuck or out
 * of order.
 */

import { createRandom } from "@seamline/core/internal";
import { expect, it } from "vitest";
import type { Database, SqlSession } from "../src/index.ts";
import { create } from "./databases.ts";
import { add, count, eventually, startWorker } from "./messages.ts";

/** Statements fail with this probability, half of them after they have been run. */
const failing = 0.1;

it.each([1, 2, 3, 4])("handles every message in the order of its key: seed %i", async (seed) => {
  const { database, close } = await create("sqlite");
  const random = createRandom(seed);
  let isFailing = true;
  const guard = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const at = isFailing ? random() / failing : 1;
    if (at < 1 / 2) throw Object.assign(new Error("lost before"), { code: "ECONNRESET" });
    const value = await work();
    if (at < 1) throw Object.assign(new Error("lost after"), { code: "ECONNRESET" });
    return value;
  };
  const shaky: Database = {
    dialect: database.dialect,
    run: (sql, values) => guard(() => database.run(sql, values)),
    join: (transaction): SqlSession => database.join(transaction),
    transaction: (work) => guard(() => database.transaction(work)),
  };
  const handled = new Map<number, number[]>();
  const worker = startWorker(
    shaky,
    (value) => {
      if (isFailing && random() < 1 / 2) return { kind: "retry", afterMs: 10, counted: false };
      const key = value % 5;
      handled.set(key, [...(handled.get(key) ?? []), value]);
      return undefined;
    },
    { pollMs: 10, leaseMs: 1_000, onError: () => undefined },
  );
  const values = Array.from({ length: 200 }, (_, index) => index);
  for (const value of values) await add(database, `key-${value % 5}`, [value]);
  await eventually(() => expect([...handled.values()].flat().length).toBeGreaterThan(values.length / 2));
  isFailing = false;
  await eventually(async () => expect(await count(database, "seamline_message")).toBe(0));
  await worker.stop();
  // One whose commit was not confirmed is handled again.
  const once = [...handled.values()].map((some) => [...new Set(some)]);
  expect(once.map((some) => some.toSorted((one, other) => one - other))).toEqual(once);
  expect(once.flat()).toHaveLength(values.length);
  await close();
});
