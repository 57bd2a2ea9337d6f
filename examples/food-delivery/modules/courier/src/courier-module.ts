/** The courier module. */

import { courierContract } from "@food/courier-client/handlers";
import { CustomerClient } from "@food/customer-client";
import { openDatabase } from "@food/database";
import { defineInversifyModule } from "@seamline/inversify";
import { CourierService } from "./courier-service.ts";
import { CourierDatabase, type CourierTables, Deliveries } from "./deliveries.ts";
import { DeliveryProgress } from "./delivery-progress.ts";
import { migrations } from "./migrations.ts";

export const module = defineInversifyModule({
  contract: courierContract,
  uses: [CustomerClient],
  handlers: CourierService,
  async bindings(container, { service, env, onStop }) {
    const database = await openDatabase<CourierTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(CourierDatabase).toConstantValue(database);
    container.bind(Deliveries).toSelf();
    container.bind(DeliveryProgress).toSelf();
  },
});
