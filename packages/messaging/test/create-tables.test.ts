import { describe, expect, it } from "vitest";
import { createTables } from "../src/index.ts";
import { create, listDialects } from "./databases.ts";

describe.each(await listDialects())("createTables in %s", (dialect) => {
  it("makes the tables once for processes that start at the same time", async () => {
    const { database, close } = await create(dialect);
    try {
      const names = ["message", "key", "lane", "worker", "dead_letter", "inbox"].map((name) => `seamline_${name}`);
      for (const name of names) await database.run(`drop table ${name}`);
      await Promise.all(Array.from({ length: 8 }, () => createTables(database)));
      for (const name of names) expect((await database.run(`select * from ${name}`)).rows).toEqual([]);
    } finally {
      await close();
    }
  });
});
