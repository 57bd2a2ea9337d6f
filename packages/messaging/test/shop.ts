/** Two services that exchange events: customer orders, restaurant accepts. */

import { DatabaseSync } from "node:sqlite";
import {
  type Application,
  type ApplicationOptions,
  createApplication,
  defineContract,
  defineModule,
} from "@seamline/core";
import { z } from "zod";
import {
  type Database,
  type EventHandler,
  type MessagingOptions,
  messaging,
  openMessaging,
  sqliteDatabase,
} from "../src/index.ts";

export const customerContract = defineContract("customer", {
  operations: { order: { input: z.object({ orderId: z.int(), fail: z.boolean().optional() }) } },
  events: { orderCreated: { payload: z.object({ orderId: z.int(), at: z.string().default("now") }), key: "orderId" } },
  handles: ["restaurant.orderAccepted"],
});

export const restaurantContract = defineContract("restaurant", {
  operations: {},
  events: { orderAccepted: { payload: z.object({ orderId: z.int() }), key: "orderId" } },
  handles: ["customer.orderCreated"],
});

/** The shop under test. */
export interface Shop {
  readonly app: Application;
  readonly accepted: number[];
  readonly connections: { readonly customer: DatabaseSync; readonly restaurant: DatabaseSync };
  readonly databases: { readonly restaurant: Database<DatabaseSync> };
  order(orderId: number, fail?: boolean): Promise<void>;
}

/** Creates the shop; nothing has started. */
export function createShop(
  given: {
    readonly onCreated?: EventHandler<{ orderId: number; at: string }, DatabaseSync>;
    /** Handles `orderCreated` in the place of `onCreated`, outside of a transaction. */
    readonly beside?: EventHandler<{ orderId: number; at: string }, undefined>;
    readonly messaging?: MessagingOptions;
    readonly application?: Partial<ApplicationOptions>;
    readonly files?: { readonly customer: string; readonly restaurant: string };
  } = {},
): Shop {
  const { customer: customerFile = ":memory:", restaurant: restaurantFile = ":memory:" } = given.files ?? {};
  const connections = { customer: new DatabaseSync(customerFile), restaurant: new DatabaseSync(restaurantFile) };
  const databases = { restaurant: sqliteDatabase(connections.restaurant) };
  const accepted: number[] = [];
  const customer = defineModule({
    contract: customerContract,
    async start(context) {
      const database = sqliteDatabase(connections.customer);
      const own = await openMessaging(context, { database });
      own.handle(restaurantContract.events.orderAccepted, ({ orderId }) => void accepted.push(orderId));
      return {
        order: ({ orderId, fail }: { orderId: number; fail?: boolean }) =>
          database.transaction(async (_, transaction) => {
            await own.publish(customerContract.events.orderCreated, transaction, { orderId, at: "12:00" });
            if (fail) throw new Error("the change failed");
          }),
      };
    },
  });
  const restaurant = defineModule({
    contract: restaurantContract,
    async start(context) {
      const own = await openMessaging(context, { database: databases.restaurant });
      if (given.beside !== undefined) {
        own.handle(customerContract.events.orderCreated, given.beside, { transaction: "none" });
        return {};
      }
      own.handle(customerContract.events.orderCreated, async (payload, event) => {
        await given.onCreated?.(payload, event);
        await own.publish(restaurantContract.events.orderAccepted, event.transaction, { orderId: payload.orderId });
      });
      return {};
    },
  });
  const app = createApplication({
    modules: {
      customer: { contract: customerContract, load: async () => customer },
      restaurant: { contract: restaurantContract, load: async () => restaurant },
    },
    events: messaging({ pollMs: 20, ...given.messaging }),
    ...given.application,
  });
  const client = app.client(customerContract);
  return {
    app,
    accepted,
    connections,
    databases,
    order: (orderId, fail) => client.order({ orderId, ...(fail && { fail }) }),
  };
}
