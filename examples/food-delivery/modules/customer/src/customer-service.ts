/** The operations of the customer service. */

import type { ChangeOrderStatusInput, CreateOrderInput, GetOrderInput, Order } from "@food/customer-client";
import type { CustomerHandlers } from "@food/customer-client/handlers";
import type { CallContext } from "@seamline/core";
import { inject, injectable } from "inversify";
import { Orders } from "./orders.ts";
import { Placement } from "./placement.ts";

@injectable()
export class CustomerService implements CustomerHandlers {
  constructor(
    @inject(Orders) private readonly orders: Orders,
    @inject(Placement) private readonly placement: Placement,
  ) {}

  async createOrder({ restaurantId }: CreateOrderInput, context: CallContext): Promise<Order> {
    return this.placement.place(restaurantId, context);
  }

  async getOrder({ orderId }: GetOrderInput): Promise<Order> {
    return this.orders.get(orderId);
  }

  async changeOrderStatus({ orderId, newOrderStatus }: ChangeOrderStatusInput): Promise<void> {
    await this.orders.move(orderId, newOrderStatus);
  }
}
