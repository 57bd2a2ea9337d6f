/** A restaurant that declines orders: put into the database, as no operation makes restaurants. */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Restaurants } from "./flows.ts";

/**
 * Adds one to the restaurants of a data folder; the application may be running. The seeded
 * restaurant takes orders.
 */
export function addClosedRestaurant(dataFolder: string): Restaurants {
  const database = new DatabaseSync(join(dataFolder, "restaurant.sqlite"), { timeout: 5_000 });
  try {
    const insert = database.prepare("insert into restaurant (name, accepts_orders) values ('Closed restaurant', 0)");
    return { open: 1, closed: Number(insert.run().lastInsertRowid) };
  } finally {
    database.close();
  }
}
