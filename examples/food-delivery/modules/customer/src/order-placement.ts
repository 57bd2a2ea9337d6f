/**
 * Placing an order: three calls to two services, with the order's row as the record of progress. A
 * failure after the order was stored ends it as `failed`, and the customer receives an error;
 * nothing is left half-done.
 *
 * If the courier service does not respond, it may or may not have created a delivery. The order
 * fails in either case, because the customer receives that outcome and may order elsewhere. A
 * delivery that exists nevertheless is never carried out: it checks the order before each step, and
 * a failed order refuses.
 */

import { CourierClient } from "@food/courier-client";
import { type Order, OrderNotPlaced } from "@food/customer-client";
import { RestaurantClient } from "@food/restaurant-client";
import type { CallContext } from "@seamline/core";
import { inject, injectable } from "inversify";
import { Orders } from "./orders.ts";
import { assertRestaurant, type Placement } from "./placement.ts";

@injectable()
export class OrderPlacement implements Placement {
  constructor(
    @inject(Orders) private readonly orders: Orders,
    @inject(RestaurantClient) private readonly restaurants: RestaurantClient,
    @inject(CourierClient) private readonly courier: CourierClient,
  ) {}

  async place(restaurantId: number, context: CallContext): Promise<Order> {
    await assertRestaurant(this.restaurants, restaurantId);
    const order = await this.orders.add(restaurantId, new Date(Date.now() + context.remainingMs));
    try {
      return await this.decide(order);
    } catch (reason) {
      console.error(`Order ${order.id} fails: ${reason}`);
      await this.orders.move(order.id, "failed");
      throw new OrderNotPlaced({ orderId: order.id }, { cause: reason });
    }
  }

  private async decide(order: Order): Promise<Order> {
    const accepted = await this.restaurants.acceptOrder(order);
    if (!accepted) return this.orders.move(order.id, "declined");
    const delivery = await this.courier.createDelivery(order);
    return this.orders.move(order.id, "accepted", { deliveryId: delivery.id });
  }
}
