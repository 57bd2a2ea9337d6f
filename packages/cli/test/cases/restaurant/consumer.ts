/** What code around a client package writes. Each `@ts-expect-error` is a mistake that must not compile. */

import { createClient, defineModule, type ServiceClientClass, type Transport } from "@seamline/core";
import { type RestaurantHandlers, restaurantContract } from "./generated/handlers.ts";
import { type Restaurant, RestaurantClient, RestaurantClosed, RestaurantNotFound } from "./generated/index.ts";

export async function callIt(transport: Transport): Promise<Restaurant> {
  const client: RestaurantClient = createClient(RestaurantClient, transport);
  const token: ServiceClientClass = RestaurantClient;
  await client.ping();
  await client.listRestaurants();
  await client.listRestaurants({ limit: 3 }, { timeoutMs: 500 });
  const done: void = await client.renameRestaurant({ restaurantId: 1, name: token.name });
  // @ts-expect-error the field is a number
  await client.getRestaurant({ restaurantId: "1" });
  // @ts-expect-error the input is required
  await client.getRestaurant();
  const result = await client.safe.getRestaurant({ restaurantId: 1 });
  if (result.ok) return result.value;
  if (result.error instanceof RestaurantNotFound) {
    const id: number = result.error.details.restaurantId;
    const code: "not_found" = result.error.code;
    throw new RestaurantNotFound({ restaurantId: id }, { message: `${code} ${done}` });
  }
  // @ts-expect-error the details are required
  new RestaurantNotFound();
  throw new RestaurantClosed({ retryable: true });
}

const complete: RestaurantHandlers = {
  getRestaurant: ({ restaurantId }) => ({ id: restaurantId, name: "My restaurant" }),
  listRestaurants: async ({ limit }) => ({ items: [], next: limit.toFixed() }),
  renameRestaurant: async () => {},
  acceptsOrders: (_input, context) => context.remainingMs > 0,
  ping() {},
};

export const good = defineModule({ contract: restaurantContract, start: () => complete });

const { ping: _, ...incomplete } = complete;

// @ts-expect-error ping is missing
export const missing = defineModule({ contract: restaurantContract, start: () => incomplete });

export const wrongOutput: RestaurantHandlers = {
  ...complete,
  // @ts-expect-error the output lacks its name
  getRestaurant: ({ restaurantId }) => ({ id: restaurantId }),
};

export const wrongInput: RestaurantHandlers = {
  ...complete,
  // @ts-expect-error an extra field is not part of the input
  getRestaurant: (input: { restaurantId: number; extra: string }) => ({ id: input.restaurantId, name: input.extra }),
};

export class RestaurantService implements RestaurantHandlers {
  getRestaurant = complete.getRestaurant;
  listRestaurants = complete.listRestaurants;
  async renameRestaurant(input: { restaurantId: number; name: string }): Promise<void> {
    void input;
  }
  acceptsOrders(): boolean {
    return true;
  }
  async ping(): Promise<void> {}
}
