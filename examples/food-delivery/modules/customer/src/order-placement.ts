/**
 * Placing an order: three calls to two services, with the order's own row as the record of how far
 * it came. A failure after the order was stored ends it as `failed`, and the customer is told;
 * nothing is left half-done.
 *
 * When the courier service does not answer, nobody knows whether it made a delivery. The order
 * fails all the same, because the customer hears that it did and may order elsewhere. A delivery
 * that was made in spite of it is never carried out: it asks the order before each step, and a
 * failed order refuses.
 */

import { CourierClient } from "@food/courier-client";
import { type Order, OrderNotPlaced, RestaurantNotFound } from "@food/customer-client";
import { RestaurantNotFound as NoSuchRestaurant, RestaurantClient } from "@food/restaurant-client";
import type { CallContext } from "@seamline/core";
import { inject, injectable } from "inversify";
import { Orders } from "./orders.ts";

@injectable()
export class OrderPlacement {
  constructor(
    @inject(Orders) private readonly orders: Orders,
    @inject(RestaurantClient) private readonly restaurants: RestaurantClient,
    @inject(CourierClient) private readonly courier: CourierClient,
  ) {}

  /** @param context bounds how long the calls to other services may take. */
  async place(restaurantId: number, context: CallContext): Promise<Order> {
    await this.assertRestaurant(restaurantId);
    const order = await this.orders.add(restaurantId, new Date(Date.now() + context.remainingMs));
    try {
      return await this.decide(order);
    } catch (reason) {
      console.error(`Order ${order.id} fails: ${reason}`);
      await this.orders.move(order.id, "failed");
      throw new OrderNotPlaced({ orderId: order.id }, { cause: reason });
    }
  }

  private async assertRestaurant(restaurantId: number): Promise<void> {
    try {
      await this.restaurants.getRestaurant({ restaurantId });
    } catch (reason) {
      if (reason instanceof NoSuchRestaurant) throw new RestaurantNotFound({ restaurantId });
      throw new OrderNotPlaced({}, { cause: reason });
    }
  }

  private async decide(order: Order): Promise<Order> {
    const accepted = await this.restaurants.acceptOrder(order);
    if (!accepted) return this.orders.move(order.id, "declined");
    const delivery = await this.courier.createDelivery(order);
    return this.orders.move(order.id, "accepted", { deliveryId: delivery.id });
  }
}
