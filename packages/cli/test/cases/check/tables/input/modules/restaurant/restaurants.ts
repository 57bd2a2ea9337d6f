import type { Database } from "../../shared/database/index.ts";

export const open = (database: Database) => database.selectFrom("openRestaurant").selectAll();
export const announce = (database: Database) => database.query("insert into outbox (id) values (1)");
