import { createApplication, defineContract, defineModule, withinTransaction } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createQueryObserver, type DataFinding, DataOwnershipError, type ObserveQuery } from "../src/index.ts";

const contract = defineContract("courier", { operations: { run: { input: z.object({ sql: z.string() }) } } });

/** Creates an observer that has observed the migrations of two modules. */
function observe(): { observeQuery: ObserveQuery; findings: DataFinding[] } {
  const findings: DataFinding[] = [];
  const observeQuery = createQueryObserver({
    tables: { billing: ["invoice", "ledger.entry"] },
    report: (finding) => findings.push(finding),
  });
  observeQuery("courier", "create table delivery (id integer)");
  observeQuery("customer", 'create table "order" (id integer)');
  return { observeQuery, findings };
}

describe("createQueryObserver", () => {
  it("accepts modules that use their own tables", () => {
    const { observeQuery, findings } = observe();
    observeQuery("courier", 'select "id" from "delivery" where "id" = ?');
    observeQuery("customer", 'update "order" set status = $1');
    observeQuery("billing", "insert into ledger.entry values (1)");
    observeQuery("courier", "select * from unknown_table");
    expect(findings).toEqual([]);
  });

  it("reports the findings of a static check", () => {
    const { observeQuery, findings } = observe();
    observeQuery("courier", 'select * from "order"');
    observeQuery("courier", 'select * from delivery join "order" on true');
    observeQuery(
      "courier",
      "create table stop (delivery_id int references delivery (id), invoice_id int references invoice (id))",
    );
    expect(findings.map(({ rule, found }) => `${rule}: ${found}`)).toEqual([
      "foreign-table: courier reads order, a table of customer",
      "cross-module-join: courier joins with order, a table of customer",
      "cross-module-foreign-key: a foreign key of courier refers to invoice, a table of billing",
    ]);
  });

  it("reports a transaction across modules once, query by query", async () => {
    const { observeQuery, findings } = observe();
    await withinTransaction(async () => {
      observeQuery("courier", "update delivery set id = 1");
      await Promise.resolve();
      observeQuery("customer", 'update "order" set id = 1');
      observeQuery("customer", 'update "order" set id = 2');
    });
    observeQuery("courier", "update delivery set id = 1");
    expect(findings).toMatchObject([{ rule: "cross-module-transaction", module: "customer", owners: ["courier"] }]);
  });

  it("attributes a query to the module whose handler runs", async () => {
    const { observeQuery, findings } = observe();
    const module = defineModule({
      contract,
      // A database handle that another module opened.
      start: () => ({ run: ({ sql }: { sql: string }) => observeQuery("customer", sql) }),
    });
    const app = createApplication({ modules: { courier: { contract, load: async () => module } } });
    await app.start();
    const client = app.client(contract);
    await client.run({ sql: 'select * from "order"' });
    await client.run({ sql: "select * from delivery" });
    await app.stop();
    expect(findings).toMatchObject([
      { rule: "foreign-table", module: "courier", owners: ["customer"], tables: ["order"] },
    ]);
  });

  it("throws without a `report`", () => {
    const observeQuery = createQueryObserver({ tables: { customer: ["order"] } });
    let failure: unknown;
    try {
      observeQuery("courier", 'select * from "order"');
    } catch (reason) {
      failure = reason;
    }
    expect(failure).toBeInstanceOf(DataOwnershipError);
    expect((failure as Error).message).toBe(
      'foreign-table: courier reads order, a table of customer; call customer through its client (https://github.com/seamline/seamline/blob/main/docs/rules/foreign-table.md)\n  select * from "order"',
    );
  });
});
