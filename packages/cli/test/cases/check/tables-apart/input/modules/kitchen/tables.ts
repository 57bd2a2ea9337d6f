declare const sql: any;

export const migrate = async (database: any) => {
  await database.schema.createTable("outbox").addColumn("id", "integer").execute();
  await database.query("create table if not exists shop.note (id integer, outbox_id integer references outbox (id))");
};

export const send = (database: any) =>
  database.transaction().execute(async (transaction: any) => {
    await transaction.insertInto("outbox").values({ id: 1 }).execute();
    await transaction.selectFrom("shop.note as n").innerJoin("outbox as o", "o.id", "n.outboxId").selectAll().execute();
    await sql`delete from note where outbox_id in (select id from outbox)`.execute(transaction);
  });
