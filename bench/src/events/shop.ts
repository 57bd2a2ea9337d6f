/** The application of the measures: customer publishes `orderCreated`, restaurant handles it. */

import { type Application, createApplication, defineContract, defineModule } from "@seamline/core";
import { type BrokerProvider, messaging, openMessaging, postgresDatabase } from "@seamline/messaging";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { concurrency } from "./queue/subject.ts";

/** The payload of every event. */
export interface Payload {
  readonly orderId: number;
  readonly text: string;
}

const customerContract = defineContract("customer", {
  operations: {},
  events: { orderCreated: { payload: z.object({ orderId: z.int(), text: z.string() }), key: "orderId" } },
});
const restaurantContract = defineContract("restaurant", { operations: {}, handles: ["customer.orderCreated"] });

/** The parts of the application that differ from measure to measure. */
export interface ShopOptions {
  readonly customer: Pool;
  /** The database of restaurant, and what handles its events. Default: restaurant runs elsewhere. */
  readonly restaurant?: { readonly pool: Pool; handle(payload: Payload): void };
  readonly brokers?: readonly BrokerProvider[];
  /** The way of events. Default: the databases. */
  readonly way?: string;
}

/** The application, started. */
export interface Shop {
  readonly app: Application;
  /** Publishes an event in a transaction of customer. */
  publish(transaction: PoolClient, payload: Payload): Promise<void>;
}

/** Starts the application. */
export async function startShop({ customer, restaurant, brokers = [], way }: ShopOptions): Promise<Shop> {
  const publishing = Promise.withResolvers<Shop["publish"]>();
  const customerModule = defineModule({
    contract: customerContract,
    async start(context) {
      const own = await openMessaging(context, { database: postgresDatabase(customer) });
      publishing.resolve((transaction, payload) =>
        own.publish(customerContract.events.orderCreated, transaction, payload),
      );
      return {};
    },
  });
  const load = restaurant && {
    load: async () =>
      defineModule({
        contract: restaurantContract,
        async start(context) {
          const own = await openMessaging(context, { database: postgresDatabase(restaurant.pool) });
          own.handle(customerContract.events.orderCreated, (payload) => restaurant.handle(payload));
          return {};
        },
      }),
  };
  const app = createApplication({
    modules: {
      customer: { contract: customerContract, load: async () => customerModule },
      restaurant: { contract: restaurantContract, ...load },
    },
    events: messaging({ brokers, concurrency, pollMs: 100 }),
    env: { SEAMLINE_EVENTS: way },
  });
  await app.start();
  return { app, publish: await publishing.promise };
}
