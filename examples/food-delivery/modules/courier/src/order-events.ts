/** The courier makes the deliveries of orders as restaurants accept them. */

import { CourierPublisher } from "@food/courier-client/handlers";
import { restaurantEvents } from "@food/restaurant-client";
import type { Messaging } from "@seamline/messaging";
import type { Transaction } from "kysely";
import { type CourierTables, Deliveries } from "./deliveries.ts";

/** Handles the events that the contract states. */
export function handleEvents(messaging: Messaging<Transaction<CourierTables>>): void {
  const publisher = messaging.publisher(CourierPublisher<Transaction<CourierTables>>);
  messaging.handle(restaurantEvents.orderAccepted, async ({ orderId }, { transaction }) => {
    const { id } = await new Deliveries(transaction).createOnce(orderId);
    await publisher.deliveryCreated(transaction, { orderId, deliveryId: id });
  });
}
