/** The customer module. */

import { CourierClient } from "@food/courier-client";
import { customerContract } from "@food/customer-client/handlers";
import { openDatabase } from "@food/database";
import { RestaurantClient } from "@food/restaurant-client";
import { defineInversifyModule } from "@seamline/inversify";
import { startSweep } from "./abandoned-orders.ts";
import { CustomerService } from "./customer-service.ts";
import { migrations } from "./migrations.ts";
import { OrderPlacement } from "./order-placement.ts";
import { CustomerDatabase, type CustomerTables, Orders } from "./orders.ts";

export const module = defineInversifyModule({
  contract: customerContract,
  uses: [RestaurantClient, CourierClient],
  handlers: CustomerService,
  async bindings(container, { service, env, onStop }) {
    const database = await openDatabase<CustomerTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(CustomerDatabase).toConstantValue(database);
    container.bind(Orders).toSelf();
    container.bind(OrderPlacement).toSelf();
    onStop(await startSweep(container.get(Orders)));
  },
});
