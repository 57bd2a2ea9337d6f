/** The customer module. */

import { CourierClient } from "@food/courier-client";
import { CustomerPublisher, customerContract } from "@food/customer-client/handlers";
import { openDatabase } from "@food/database";
import { openEvents } from "@food/events";
import { RestaurantClient } from "@food/restaurant-client";
import { defineInversifyModule } from "@seamline/inversify";
import { startSweep } from "./abandoned-orders.ts";
import { CustomerService } from "./customer-service.ts";
import { migrations } from "./migrations.ts";
import { OrderAnnouncement } from "./order-announcement.ts";
import { handleEvents } from "./order-events.ts";
import { OrderPlacement } from "./order-placement.ts";
import { CustomerDatabase, type CustomerTables, Orders } from "./orders.ts";
import { Placement } from "./placement.ts";

export const module = defineInversifyModule({
  contract: customerContract,
  uses: [RestaurantClient, CourierClient],
  handlers: CustomerService,
  async bindings(container, context) {
    const { service, env, onStop } = context;
    const database = await openDatabase<CustomerTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(CustomerDatabase).toConstantValue(database);
    container.bind(Orders).toSelf();
    const messaging = await openEvents(context, database);
    if (messaging === undefined) container.bind(Placement).to(OrderPlacement);
    else {
      handleEvents(messaging);
      container.bind(CustomerPublisher).toConstantValue(messaging.publisher(CustomerPublisher));
      container.bind(Placement).to(OrderAnnouncement);
    }
    onStop(await startSweep(container.get(Orders)));
  },
});
