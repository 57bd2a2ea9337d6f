/** The tables of the courier module. */

import type { Migrations } from "@food/database";

export const migrations: Migrations = {
  "001-delivery": async (database, addId) => {
    await database.schema
      .createTable("delivery")
      .addColumn("id", "integer", addId)
      .addColumn("related_order_id", "integer", (column) => column.notNull().unique())
      .addColumn("status", "text", (column) => column.notNull())
      .execute();
  },
};
