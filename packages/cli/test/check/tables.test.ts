/** The owners of tables: configuration, caches and spellings that change them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the code that is checked

import { mkdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { CheckConfig } from "../../src/config/check-config.ts";
import { createRepository, lines, type TestRepository } from "./repository.ts";

const customer = 'declare const database: any;\ndatabase.schema.createTable("order").execute();\n';

let repository: TestRepository;
afterEach(() => repository.dispose());

/** Checks courier's code beside a customer with the table `order`. */
function open(courier: string, config: CheckConfig = {}): TestRepository {
  const declarations = "export const courier = 1; declare const database: any, sql: any, name: string;\n";
  repository = createRepository(
    { modules: ["modules/*"], ...config },
    {
      "modules/customer/tables.ts": `${customer}export const customer = 1;\n`,
      "modules/courier/index.ts": `${declarations}${courier}\n`,
    },
  );
  return repository;
}

async function rulesOf(courier: string, config?: CheckConfig): Promise<readonly string[]> {
  return lines(await open(courier, config).check({ cache: false })).map((line) => line.split(" ")[0] ?? "");
}

describe("tables of another module", () => {
  it.each([
    ['database.selectFrom("order")', "foreign-table"],
    ['database.selectFrom("public.order as o")', "foreign-table"],
    ["database.selectFrom(`order`)", "foreign-table"],
    ['(await database).selectFrom("order" as never)', "foreign-table"],
    ['database.mergeInto("order")', "foreign-table"],
    ['database.schema.alterTable("order").addColumn("x", "text")', "foreign-table"],
    ['database.schema.dropTable("order")', "foreign-table"],
    ['database.schema.createIndex("x").on("order")', "foreign-table"],
    ['const table = "order"; database.selectFrom(table)', "foreign-table"],
    ['const text = `select * from ${"order"}`; database.query(text)', "foreign-table"],
    ['const table = "order"; database.query(`select * from "${table}" where id = ${name}`)', "foreign-table"],
    ['database.query({ text: "select 1 from " + \'"order"\', values: [] })', "foreign-table"],
    ['database.prepare<string>("delete from [order]").run()', "foreign-table"],
    ['Prisma.sql`select * from "order"`; declare const Prisma: any', "foreign-table"],
    ['sql<{ id: number }>`select * from ${sql.id("public", "order")}`', "foreign-table"],
    ['let query = database.selectFrom(name); query = query.innerJoin("order", "x", "y")', "cross-module-join"],
    ['database.updateTable("order").from("x")', "cross-module-join"],
  ])("are found in %s", async (code, rule) => {
    expect(await rulesOf(code)).toEqual([rule]);
  });

  it.each([
    ['database.selectFrom("delivery as order")'],
    ["database.selectFrom(name)"],
    ["sql`select * from ${name}`"],
    ['sql`select ${"from order"}`'],
    ['new Map([["order", 1]]).get("order")'],
    ['database.query("order")'],
    ['database.exec("update order")'],
    ['fetch("/order").then((response) => response.toString())'],
    ['"select * from order"; // a text that is never run'],
    ['// database.selectFrom("order")'],
  ])("are not found in %s", async (code) => {
    expect(await rulesOf(code)).toEqual([]);
  });

  it("are found through functions and methods that a transaction calls", async () => {
    const code = `
export class Deliveries {
  all = () => database.transaction().execute(this.run);
  one() {
    return database.transaction().execute(async (transaction: any) => this.run(transaction));
  }
  async run(transaction: any) {
    await transaction.schema.createTable("delivery").execute();
    await change(transaction);
  }
}
const change = async (transaction: any) => transaction.deleteFrom("order").execute();`;
    expect(await rulesOf(code)).toEqual(["cross-module-transaction", "cross-module-transaction", "foreign-table"]);
  });
});

describe("check.tables", () => {
  it("takes precedence over the module that creates a table", async () => {
    expect(await rulesOf('database.selectFrom("order")', { tables: { courier: ["order"] } })).toEqual([
      "foreign-table",
    ]);
    expect(lines(await repository.check({ cache: false }))).toEqual([
      "foreign-table modules/customer/tables.ts:2:29 customer",
    ]);
  });

  it("distinguishes schemas", async () => {
    const tables = { courier: ["transport.order"], customer: ["shop.order"] };
    expect(await rulesOf('database.selectFrom("transport.order")', { tables })).toEqual([]);
    repository.dispose();
    expect(await rulesOf('database.withSchema("shop").selectFrom("order")', { tables })).toEqual(["foreign-table"]);
  });

  it("names modules that exist", async () => {
    await expect(open("", { tables: { cook: ["dish"] } }).check()).rejects.toThrow(
      'check.tables: expected the name of a module, found "cook"; the modules are courier, customer',
    );
  });
});

describe("cached tables", () => {
  it("gives the same as a first run", async () => {
    open('database.selectFrom("order")');
    mkdirSync(join(repository.folder, "node_modules"));
    for (const file of ["modules/customer/tables.ts", "modules/courier/index.ts"]) {
      utimesSync(join(repository.folder, file), new Date(2020, 1), new Date(2020, 1));
    }
    const first = await repository.check();
    expect(lines(first)).toEqual(["foreign-table modules/courier/index.ts:2:21 courier"]);
    expect(await repository.check()).toEqual(first);
    repository.write({ "modules/courier/index.ts": "export const courier = 1;\n" });
    expect(lines(await repository.check())).toEqual([]);
  });
});
