/** The tables of the restaurant module. */

import type { Migrations } from "@food/database";
import type { Kysely } from "kysely";
import type { RestaurantTables } from "./restaurants.ts";

export const migrations: Migrations = {
  "001-restaurant": async (database, addId) => {
    await database.schema
      .createTable("restaurant")
      .addColumn("id", "integer", addId)
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("accepts_orders", "integer", (column) => column.notNull().defaultTo(1))
      .execute();
    const tables = database as unknown as Kysely<RestaurantTables>;
    await tables.insertInto("restaurant").values({ name: "My restaurant" }).execute();
  },
};
