/** The courier module. */

import { CourierPublisher, courierContract } from "@food/courier-client/handlers";
import { CustomerClient } from "@food/customer-client";
import { openDatabase } from "@food/database";
import { openEvents } from "@food/events";
import { defineInversifyModule } from "@seamline/inversify";
import { CourierService } from "./courier-service.ts";
import { CourierDatabase, type CourierTables, Deliveries } from "./deliveries.ts";
import { DeliveryProgress } from "./delivery-progress.ts";
import { migrations } from "./migrations.ts";
import { handleEvents } from "./order-events.ts";
import { Progress } from "./progress.ts";
import { ProgressAnnouncement } from "./progress-announcement.ts";

export const module = defineInversifyModule({
  contract: courierContract,
  uses: [CustomerClient],
  handlers: CourierService,
  async bindings(container, context) {
    const { service, env, onStop } = context;
    const database = await openDatabase<CourierTables>({ service, env, migrations });
    onStop(() => database.destroy());
    container.bind(CourierDatabase).toConstantValue(database);
    container.bind(Deliveries).toSelf();
    const messaging = await openEvents(context, database);
    if (messaging === undefined) container.bind(Progress).to(DeliveryProgress);
    else {
      handleEvents(messaging);
      container.bind(CourierPublisher).toConstantValue(messaging.publisher(CourierPublisher));
      container.bind(Progress).to(ProgressAnnouncement);
    }
  },
});
