/**
 * Orders follow the events of the other services. Events of two services have no order among each
 * other, and an event may be published again, so each is a statement that knows the statuses it moves
 * from: a late one changes nothing.
 */

import { courierEvents } from "@food/courier-client";
import { restaurantEvents } from "@food/restaurant-client";
import type { Messaging } from "@seamline/messaging";
import type { Transaction } from "kysely";
import { type CustomerTables, Orders } from "./orders.ts";

/** Handles the events that the contract states. */
export function handleEvents(messaging: Messaging<Transaction<CustomerTables>>): void {
  messaging.handle(restaurantEvents.orderAccepted, async ({ orderId }, { transaction }) => {
    await new Orders(transaction).follow(orderId, "accepted");
  });
  messaging.handle(restaurantEvents.orderDeclined, async ({ orderId }, { transaction }) => {
    await new Orders(transaction).follow(orderId, "declined");
  });
  messaging.handle(courierEvents.deliveryCreated, async ({ orderId, deliveryId }, { transaction }) => {
    const orders = new Orders(transaction);
    await orders.follow(orderId, "accepted"); // in case it comes before the restaurant's own event
    await orders.setDelivery(orderId, deliveryId);
  });
  messaging.handle(courierEvents.deliveryStatusChanged, async ({ orderId, status }, { transaction }) => {
    await new Orders(transaction).follow(orderId, status);
  });
}
