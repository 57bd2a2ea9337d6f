/** The monolith, as it was before: an Express application with sessions, a router per subject. */

import type { DatabaseSync } from "node:sqlite";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import session from "express-session";
import { orderRouter, type RestaurantsOfOrders } from "./orders.ts";
import { restaurantRouter } from "./restaurants.ts";

declare module "express-session" {
  interface SessionData {
    user: string;
  }
}

/** Creates the application. */
export function createMonolith(database: DatabaseSync, restaurants: RestaurantsOfOrders): Express {
  const app = express();
  app.use(express.json());
  app.use(session({ secret: "of the example", resave: false, saveUninitialized: false }));

  app.post("/login", (request, response) => {
    request.session.user = String((request.body as { user?: unknown }).user);
    response.json({ user: request.session.user });
  });
  app.use("/restaurants", restaurantRouter(database));
  app.use("/orders", orderRouter(database, restaurants));

  app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    const status = error.status ?? 500;
    response.status(status).json({ error: status < 500 ? error.message : "something failed" });
  });
  return app;
}
