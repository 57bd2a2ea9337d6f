/**
 * A restaurant that declines orders: inserted into the database, because no operation creates
 * restaurants.
 */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Restaurants } from "./flows.ts";

/**
 * Adds one to the restaurants of a data folder; the application may be running. The seeded
 * restaurant accepts orders.
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
