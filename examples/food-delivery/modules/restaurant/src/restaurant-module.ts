/** The restaurant module. */

import { openDatabase } from "@food/database";
import { restaurantContract } from "@food/restaurant-client/handlers";
import { defineInversifyModule } from "@seamline/inversify";
import { migrations } from "./migrations.ts";
import { RestaurantService } from "./restaurant-service.ts";
import { RestaurantDatabase, Restaurants, type RestaurantTables } from "./restaurants.ts";

export const module = defineInversifyModule({
  contract: restaurantContract,
  handlers: RestaurantService,
  async bindings(container, { service, env, onStop }) {
    const database = await openDatabase<RestaurantTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(RestaurantDatabase).toConstantValue(database);
    container.bind(Restaurants).toSelf();
  },
});
