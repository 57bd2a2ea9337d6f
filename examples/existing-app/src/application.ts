/**
 * The composition: the monolith and the client of its first module. By default the client calls the
 * monolith's own routes in memory; `SEAMLINE_RESTAURANTS=http://…` calls a process of its own.
 */

import { type Application, createApplication } from "@seamline/core";
import { apps } from "@seamline/frameworks";
import { http } from "@seamline/http";
import { restaurantsContract } from "../clients/restaurants/src/contract.ts";
import { NotEnoughSeats, RestaurantsClient } from "../clients/restaurants/src/generated/index.ts";
import { createMonolith } from "./monolith/app.ts";
import { openDatabase } from "./monolith/database.ts";

const database = openDatabase(process.env.DATABASE ?? "existing-app.db");

/** The monolith. */
export const monolith: ReturnType<typeof createMonolith> = createMonolith(database, {
  async takeSeat(restaurantId) {
    try {
      const { name } = await restaurants.getRestaurant({ restaurantId });
      await restaurants.takeSeats({ restaurantId, count: 1 });
      return name;
    } catch (error) {
      if (error instanceof NotEnoughSeats) return undefined;
      throw error;
    }
  },
});

export const application: Application = createApplication({
  modules: { restaurants: { contract: restaurantsContract, load: () => import("./restaurant-module.ts") } },
  transports: [apps({ monolith }), http()],
  topology: { restaurants: "app:monolith?foreign=true" },
  env: { SEAMLINE_MODULES: "none", ...process.env },
});

const restaurants: RestaurantsClient = application.client(RestaurantsClient);
