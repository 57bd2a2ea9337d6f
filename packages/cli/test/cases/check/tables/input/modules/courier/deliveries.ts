import { type Database, sql } from "../../shared/database/index.ts";

export const migrations = {
  "001-delivery": (database: Database) => database.schema.createTable("delivery").addColumn("id", "integer").execute(),
};

// Nothing to find: aliases, quotes, comments and strings name no tables.
export const clean = (database: Database) => [
  database.selectFrom("delivery as restaurant").selectAll("restaurant"),
  sql`select restaurant.id from delivery restaurant /* join "order" on true */ where note <> 'from "order"'`,
  sql`select extract(epoch from updated) from delivery where status is distinct from ${"new"}`,
  database.query("with invoice as (select * from delivery) select * from invoice join delivery using (id)"),
];
export const clearing = (database: Database) => database.query("delete from outbox");
