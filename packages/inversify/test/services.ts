/** Three services that the tests' modules implement and call, with client packages in the shape that is generated. */

import {
  type Application,
  type CallOptions,
  type Contract,
  createApplication,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  type ModuleDefinition,
  ServiceClient,
} from "@seamline/core";
import { getOperation } from "@seamline/core/generated";
import { z } from "zod";

/** Looks restaurants up. */
export const restaurantContract = defineContract("restaurant", {
  operations: {
    getRestaurant: {
      input: z.object({ restaurantId: z.int() }),
      output: z.object({ id: z.int(), name: z.string() }),
      errors: { restaurantNotFound: { code: "not_found", details: z.object({ restaurantId: z.int() }) } },
    },
  },
}) as Contract<RestaurantHandlers>;

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

const getRestaurant = getOperation(restaurantContract, "getRestaurant");

export class RestaurantClient extends ServiceClient {
  static override readonly contract = restaurantContract;
  static override readonly errors = { restaurantNotFound: RestaurantNotFound };

  getRestaurant(input: GetRestaurantInput, options?: CallOptions): Promise<Restaurant> {
    return this.call(getRestaurant, input, options) as Promise<Restaurant>;
  }
}

/** Takes orders at restaurants. */
export const customerContract = defineContract("customer", {
  operations: {
    createOrder: { input: z.object({ restaurantId: z.int() }), output: z.string() },
    cancelOrder: { input: z.object({ order: z.string() }) },
  },
}) as Contract<CustomerHandlers>;

export interface CustomerHandlers {
  createOrder(input: { restaurantId: number }): Promise<string> | string;
  cancelOrder(input: { order: string }): Promise<void> | void;
}

const createOrder = getOperation(customerContract, "createOrder");
const cancelOrder = getOperation(customerContract, "cancelOrder");

export class CustomerClient extends ServiceClient {
  static override readonly contract = customerContract;
  static override readonly errors = {};

  createOrder(input: { restaurantId: number }, options?: CallOptions): Promise<string> {
    return this.call(createOrder, input, options) as Promise<string>;
  }

  cancelOrder(input: { order: string }, options?: CallOptions): Promise<void> {
    return this.call(cancelOrder, input, options) as Promise<void>;
  }
}

/** Brings orders. No module of the tests declares its client unless a test says so. */
export const courierContract = defineContract("courier", {
  operations: { createDelivery: { input: z.object({ order: z.string() }), output: z.int() } },
}) as Contract<CourierHandlers>;

export interface CourierHandlers {
  createDelivery(input: { order: string }): Promise<number> | number;
}

const createDelivery = getOperation(courierContract, "createDelivery");

export class CourierClient extends ServiceClient {
  static override readonly contract = courierContract;
  static override readonly errors = {};

  createDelivery(input: { order: string }, options?: CallOptions): Promise<number> {
    return this.call(createDelivery, input, options) as Promise<number>;
  }
}

/** An application that hosts the given modules, all in this process. */
export function applicationOf(...modules: readonly ModuleDefinition[]): Application {
  const entries = modules.map((module) => [
    module.contract.name,
    { contract: module.contract, load: async () => ({ module }) },
  ]);
  return createApplication({ modules: Object.fromEntries(entries) });
}
