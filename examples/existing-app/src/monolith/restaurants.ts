/** The routes of restaurants. */

import type { DatabaseSync } from "node:sqlite";
import { Router } from "express";

/** Creates the router. */
export function restaurantRouter(database: DatabaseSync): Router {
  const router = Router();

  router.get("/:id", (request, response) => {
    const restaurant = database.prepare("select id, name, seats from restaurants where id = ?").get(request.params.id);
    if (restaurant === undefined) response.status(404).json({ error: "no such restaurant" });
    else response.json(restaurant);
  });

  router.post("/:id/seats", (request, response) => {
    const { count } = request.body as { count?: unknown };
    if (typeof count !== "number" || count < 1)
      throw Object.assign(new Error("count must be positive"), { status: 400 });
    const update = database.prepare("update restaurants set seats = seats - ? where id = ? and seats >= ?");
    const { changes } = update.run(BigInt(count), request.params.id, BigInt(count));
    if (changes === 0) response.status(409).json({ error: "not enough seats" });
    else response.status(201).json({ reserved: count });
  });

  return router;
}
