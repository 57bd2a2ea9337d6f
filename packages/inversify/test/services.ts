/**
 * Three services that modules of tests implement and call, with client classes like generated ones.
 */

import {
  type Application,
  type ClientOf,
  type Contract,
  createApplication,
  createClientClass,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  type ModuleDefinition,
} from "@seamline/core";
import { z } from "zod";

/** A service that finds restaurants. */
const restaurant = defineContract("restaurant", {
  operations: {
    getRestaurant: {
      input: z.object({ restaurantId: z.int() }),
      output: z.object({ id: z.int(), name: z.string() }),
      errors: { restaurantNotFound: { code: "not_found", details: z.object({ restaurantId: z.int() }) } },
    },
  },
});
export const restaurantContract = restaurant as Contract<RestaurantHandlers>;

export interface GetRestaurantInput {
  restaurantId: number;
}

export interface Restaurant {
  id: number;
  name: string;
}

export interface RestaurantHandlers {
  getRestaurant(input: GetRestaurantInput): Promise<Restaurant> | Restaurant;
}

export class RestaurantNotFound extends DeclaredError<{ restaurantId: number }> {
  static override readonly identity = {
    service: "restaurant",
    reason: "restaurantNotFound",
    code: "not_found",
    message: "Restaurant not found",
  } as const;

  constructor(details: { restaurantId: number }, options?: DeclaredErrorOptions) {
    super(RestaurantNotFound.identity, details, options);
  }
}

export const RestaurantClient = createClientClass(restaurant);
export type RestaurantClient = ClientOf<typeof restaurant>;

/** A service that takes orders. */
const customer = defineContract("customer", {
  operations: {
    createOrder: { input: z.object({ restaurantId: z.int() }), output: z.string() },
    cancelOrder: { input: z.object({ order: z.string() }) },
  },
});
export const customerContract = customer as Contract<CustomerHandlers>;

export interface CustomerHandlers {
  createOrder(input: { restaurantId: number }): Promise<string> | string;
  cancelOrder(input: { order: string }): Promise<void> | void;
}

export const CustomerClient = createClientClass(customer);
export type CustomerClient = ClientOf<typeof customer>;

/** A service that delivers orders. Only some tests declare its client. */
const courier = defineContract("courier", {
  operations: { createDelivery: { input: z.object({ order: z.string() }), output: z.int() } },
});
export const courierContract = courier as Contract<CourierHandlers>;

export interface CourierHandlers {
  createDelivery(input: { order: string }): Promise<number> | number;
}

export const CourierClient = createClientClass(courier);
export type CourierClient = ClientOf<typeof courier>;

/** Creates an application that hosts all given modules. */
export function applicationOf(...modules: readonly ModuleDefinition[]): Application {
  const entries = modules.map((module) => [
    module.contract.name,
    { contract: module.contract, load: async () => ({ module }) },
  ]);
  return createApplication({ modules: Object.fromEntries(entries) });
}
