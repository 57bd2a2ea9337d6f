/** The routes of orders. They need restaurants, and get them by a function. */

import type { DatabaseSync } from "node:sqlite";
import { Router } from "express";

/** What orders need of restaurants. */
export interface RestaurantsOfOrders {
  /** Takes a seat, and returns the restaurant's name; `undefined` if there is none. */
  takeSeat(restaurantId: number): Promise<string | undefined>;
}

/** Creates the router. */
export function orderRouter(database: DatabaseSync, restaurants: RestaurantsOfOrders): Router {
  const router = Router();

  router.use((request, response, next) => {
    if (request.session.user === undefined) response.status(401).json({ error: "log in first" });
    else next();
  });

  router.get("/", (request, response) => {
    const own = database.prepare("select id, restaurant, meal from orders where user = ? order by id");
    response.json(own.all(request.session.user ?? ""));
  });

  router.post("/", async (request, response) => {
    const { restaurant, meal } = request.body as { restaurant: number; meal: string };
    const name = await restaurants.takeSeat(restaurant);
    if (name === undefined) {
      response.status(409).json({ error: "no seat" });
      return;
    }
    const insert = database.prepare("insert into orders (user, restaurant, meal) values (?, ?, ?)");
    const { lastInsertRowid } = insert.run(request.session.user ?? "", BigInt(restaurant), meal);
    response.status(201).json({ id: Number(lastInsertRowid), at: name, meal });
  });

  return router;
}
