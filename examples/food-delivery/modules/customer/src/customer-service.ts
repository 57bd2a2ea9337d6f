/** The operations of the customer service. */

import type { ChangeOrderStatusInput, CreateOrderInput, GetOrderInput, Order } from "@food/customer-client";
import type { CustomerHandlers } from "@food/customer-client/handlers";
import type { CallContext } from "@seamline/core";
import { inject, injectable } from "inversify";
import { OrderPlacement } from "./order-placement.ts";
import { Orders } from "./orders.ts";

@injectable()
export class CustomerService implements CustomerHandlers {
  constructor(
    @inject(Orders) private readonly orders: Orders,
    @inject(OrderPlacement) private readonly placement: OrderPlacement,
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
