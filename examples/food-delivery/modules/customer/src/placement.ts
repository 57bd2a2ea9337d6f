/** Placing an order, in either way: `OrderPlacement` by calls, `OrderAnnouncement` by an event. */

import { type Order, OrderNotPlaced, RestaurantNotFound } from "@food/customer-client";
import { RestaurantNotFound as NoSuchRestaurant, type RestaurantClient } from "@food/restaurant-client";
import type { CallContext } from "@seamline/core";
import type { ServiceIdentifier } from "inversify";

/** Places orders. */
export interface Placement {
  /**
   * @param context limits the time of the calls to other services.
   * @throws {RestaurantNotFound}
   * @throws {OrderNotPlaced}
   */
  place(restaurantId: number, context: CallContext): Promise<Order>;
}

/** The token of the way that the stage sets. */
export const Placement: ServiceIdentifier<Placement> = Symbol("Placement");

/**
 * @throws {RestaurantNotFound} if there is no such restaurant.
 * @throws {OrderNotPlaced} if the restaurant service does not respond.
 */
export async function assertRestaurant(restaurants: RestaurantClient, restaurantId: number): Promise<void> {
  try {
    await restaurants.getRestaurant({ restaurantId });
  } catch (reason) {
    if (reason instanceof NoSuchRestaurant) throw new RestaurantNotFound({ restaurantId });
    throw new OrderNotPlaced({}, { cause: reason });
  }
}
