import { type Database, sql } from "../../shared/database/index.ts";

export const migrations = {
  async "001-order"(database: Database) {
    await database.schema
      .createTable("order")
      .addColumn("id", "integer", (column: any) => column.primaryKey())
      .addColumn("restaurant_id", "integer", (column: any) => column.references("restaurant.id"))
      .addColumn("parent_id", "integer", (column: any) => column.references("order.id"))
      .addForeignKeyConstraint("delivery_key", ["delivery_id"], "delivery", ["id"])
      .execute();
    await database.schema.createIndex("order_status").on("order").column("status").execute();
  },
  async "002-order-line"(database: Database) {
    await sql`create table order_line (id int, order_id int references "order" (id), dish int)`.execute(database);
  },
};
