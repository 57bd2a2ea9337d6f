/**
 * One module of the application as a provider: real except for the services that it calls, on its
 * own database.
 */

import { courierContract } from "@food/courier-client/contract";
import { customerContract } from "@food/customer-client/contract";
import { restaurantContract } from "@food/restaurant-client/contract";
import { type Application, type Contract, createApplication } from "@seamline/core";
import { mocks, type ProviderStateSetup } from "@seamline/testing";
import type { Service } from "../app/demo/shape.ts";
import { events } from "../app/events.ts";
import type { Databases } from "./databases.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";

/** The contracts of the services. */
export const contracts: Readonly<Record<Service, Contract>> = {
  restaurant: restaurantContract,
  courier: courierContract,
  customer: customerContract,
};

/** A provider and its database. */
export interface Provider {
  readonly app: Application;
  readonly databases: Databases;
  stop(): Promise<void>;
}

/** Creates a provider, not started yet. */
export async function createProvider(service: Service): Promise<Provider> {
  const databases = await createSqliteDatabases();
  const others = Object.keys(contracts).filter((name) => name !== service);
  const app = createApplication({
    modules: {
      restaurant: { contract: restaurantContract, load: () => import("@food/restaurant-module") },
      courier: { contract: courierContract, load: () => import("@food/courier-module") },
      customer: { contract: customerContract, load: () => import("@food/customer-module") },
    },
    transports: [mocks()],
    events,
    env: {
      ...databases.variables,
      SEAMLINE_MODULES: service,
      ...Object.fromEntries(others.map((name) => [`SEAMLINE_${name.toUpperCase()}`, "mock:"])),
    },
  });
  return {
    app,
    databases,
    async stop() {
      await app.stop();
      await databases.drop();
    },
  };
}

/** The provider states of the recordings, set up in the providers' databases. */
export function createStates(databases: () => Databases): Readonly<Record<string, ProviderStateSetup>> {
  const restaurant = async (id: number, acceptsOrders: 0 | 1): Promise<void> => {
    const row = `(id, name, accepts_orders) values (${Number(id)}, 'Sora Lella', ${acceptsOrders})`;
    await databases().query("restaurant", `insert or replace into restaurant ${row}`);
  };
  const order = async (id: number, status: string): Promise<void> => {
    const row = `(id, restaurant_id, delivery_id, status, decide_by) values (${Number(id)}, 1, 1, '${status}', 0)`;
    await databases().query("customer", `insert or replace into "order" ${row}`);
  };
  return {
    "a restaurant that takes orders": ({ id }) => restaurant(id, 1),
    "a restaurant that declines orders": ({ id }) => restaurant(id, 0),
    "no restaurant": async ({ id }) => {
      await databases().query("restaurant", `delete from restaurant where id = ${Number(id)}`);
    },
    "an accepted order": ({ id }) => order(id, "accepted"),
    "a failed order": ({ id }) => order(id, "failed"),
    "no order": async ({ id }) => {
      await databases().query("customer", `delete from "order" where id = ${Number(id)}`);
    },
  };
}
