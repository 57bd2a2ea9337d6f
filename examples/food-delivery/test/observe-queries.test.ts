/**
 * The databases of modules report their queries, so that a test sees the owners of the tables in
 * each.
 */

import { type Migrations, openDatabase } from "@food/database";
import { createApplication, defineContract, defineModule } from "@seamline/core";
import { createQueryObserver, type DataFinding } from "@seamline/data";
import { type Kysely, sql } from "kysely";
import { describe, expect, it } from "vitest";

const operations = { look: {} };
const contracts = {
  menu: defineContract("menu", { operations }),
  waiter: defineContract("waiter", { operations }),
};

describe("openDatabase", () => {
  it("reports the tables of other modules, through any database", async () => {
    const findings: DataFinding[] = [];
    const observeQuery = createQueryObserver({ report: (finding) => findings.push(finding) });
    const handles: Kysely<never>[] = [];
    const define = (contract: (typeof contracts)[keyof typeof contracts]) =>
      defineModule({
        contract,
        async start({ service, env, onStop }) {
          const migrations: Migrations = {
            "001": (own) => own.schema.createTable(`${service}_note`).addColumn("id", "integer").execute(),
          };
          const database = await openDatabase<never>({ service, env, migrations, observeQuery });
          onStop(() => database.destroy());
          handles.push(database);
          // Both query the database that was opened first, the menu's.
          return { look: async () => void (await sql`select id from menu_note`.execute(handles[0] ?? database)) };
        },
      });
    const app = createApplication({
      modules: {
        menu: { contract: contracts.menu, load: async () => define(contracts.menu) },
        waiter: { contract: contracts.waiter, load: async () => define(contracts.waiter) },
      },
    });
    await app.start();
    await app.client(contracts.menu).look();
    expect(findings).toEqual([]);
    await app.client(contracts.waiter).look();
    await app.stop();
    expect(findings).toMatchObject([
      { rule: "foreign-table", module: "waiter", owners: ["menu"], tables: ["menu_note"] },
    ]);
  });
});
