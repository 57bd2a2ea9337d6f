/** The restaurant decides on orders as they are placed. */

import { customerEvents } from "@food/customer-client";
import { RestaurantPublisher } from "@food/restaurant-client/handlers";
import type { Messaging } from "@seamline/messaging";
import type { Transaction } from "kysely";
import { Restaurants, type RestaurantTables } from "./restaurants.ts";

/** Handles the events that the contract states. */
export function handleEvents(messaging: Messaging<Transaction<RestaurantTables>>): void {
  const publisher = messaging.publisher(RestaurantPublisher<Transaction<RestaurantTables>>);
  messaging.handle(customerEvents.orderCreated, async (order, { transaction }) => {
    const accepts = await new Restaurants(transaction).acceptsOrders(order.restaurantId);
    if (accepts) await publisher.orderAccepted(transaction, order);
    else await publisher.orderDeclined(transaction, order);
  });
}
