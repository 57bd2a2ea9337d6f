/** The tables of the customer module. */

import type { Migrations } from "@food/database";

export const migrations: Migrations = {
  "001-order": async (database, addId) => {
    await database.schema
      .createTable("order")
      .addColumn("id", "integer", addId)
      .addColumn("restaurant_id", "integer", (column) => column.notNull())
      .addColumn("delivery_id", "integer")
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("decide_by", "bigint", (column) => column.notNull())
      .execute();
  },
};
