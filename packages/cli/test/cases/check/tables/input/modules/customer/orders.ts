import { type Database, inTransaction, sql } from "../../shared/database/index.ts";

const columns = ["id", "status"];
const table = "delivery";

// What is the module's own.
export const own = (database: Database) => database.selectFrom("order as o").innerJoin("orderLine as l", "l.orderId", "o.id").select(columns);
export const ownText = (database: Database) => database.prepare(`select * from "order" -- join delivery on true`);
export const ownNamed = (database: Database) =>
  database
    .with("delivery", (inner: Database) => inner.selectFrom("order").selectAll())
    .selectFrom("delivery")
    .selectAll();
export const ownRecursive = (database: Database) =>
  sql`with recursive restaurant as (select 1 union select 2 from restaurant) select * from restaurant`.execute(database);
export const noSql = (client: any) => [client.query("delivery"), client.exec("update delivery"), client.get("/restaurant")];
export const values = (name: string) => sql`select * from "order" where note = ${"from delivery"} and name = ${name}`;

// What is not.
export const read = (database: Database) => database.selectFrom("delivery").select(columns).execute();
export const write = (database: Database) => database.updateTable("delivery").set({ status: "failed" }).execute();
export const constant = (database: Database) => database.deleteFrom(table).execute();
export const text = (database: Database) => database.query("select " + columns.join() + " from public.Restaurant where id = $1", [1]);
export const object = (database: Database) => database.query({ text: 'insert into "delivery" (id) values (1)' });
export const schema = (database: Database) => database.withSchema("ledger").selectFrom("entry").selectAll();
export const after = (database: Database) =>
  database
    .selectFrom("order")
    .execute()
    .then(() => database.selectFrom("restaurant").execute());

// Joins of all kinds.
export const join = (database: Database) => database.selectFrom("order as o").leftJoin("delivery as d", "d.orderId", "o.id");
export const list = (database: Database) => database.selectFrom(["order", "restaurant"]);
export const nested = (database: Database) =>
  database.selectFrom("order").where("id", "in", (inner: Database) => inner.selectFrom("delivery").select("relatedOrderId"));
export const template = (database: Database) => sql`
  select * from ${sql.table("order")} o
  join ${sql.table("delivery")} d on d.related_order_id = o.id
`.execute(database);
export const fragment = (wanted: boolean) => sql`select * from "order" ${wanted ? sql`join invoice on true` : sql``}`;

// Transactions.
export const built = (database: Database) =>
  database.transaction().setIsolationLevel("serializable").execute(async (transaction: Database) => {
    await transaction.updateTable("order").set({ status: "failed" }).execute();
    await cancel(transaction);
  });
export const wrapped = (database: Database) =>
  inTransaction(database, async (transaction) => {
    await transaction.insertInto("order_line").values({}).execute();
    await transaction.query("update restaurant set orders = orders + 1");
  });
export const spelled = (database: Database) =>
  database.exec(`
    begin;
    update "order" set status = 'paid';
    insert into invoice (id) values (1);
    commit;
  `);
export const fine = (database: Database) =>
  database.transaction().execute(async (transaction: Database) => {
    await transaction.updateTable("order").set({ status: "failed" }).execute();
    await transaction.deleteFrom("orderLine").execute();
  });

async function cancel(transaction: Database): Promise<void> {
  await transaction.updateTable("delivery").set({ status: "failed" }).execute();
}
