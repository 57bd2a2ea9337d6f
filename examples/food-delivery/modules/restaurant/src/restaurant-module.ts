/** The restaurant module. */

import { openDatabase } from "@food/database";
import { openEvents } from "@food/events";
import { restaurantContract } from "@food/restaurant-client/handlers";
import { defineInversifyModule } from "@seamline/inversify";
import { migrations } from "./migrations.ts";
import { handleEvents } from "./order-events.ts";
import { RestaurantService } from "./restaurant-service.ts";
import { RestaurantDatabase, Restaurants, type RestaurantTables } from "./restaurants.ts";

export const module = defineInversifyModule({
  contract: restaurantContract,
  handlers: RestaurantService,
  async bindings(container, context) {
    const { service, env, onStop } = context;
    const database = await openDatabase<RestaurantTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(RestaurantDatabase).toConstantValue(database);
    container.bind(Restaurants).toSelf();
    const messaging = await openEvents(context, database);
    if (messaging !== undefined) handleEvents(messaging);
  },
});
