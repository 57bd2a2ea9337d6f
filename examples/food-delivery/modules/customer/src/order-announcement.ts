/**
 * Placing an order by an event: the order and its event are one transaction, so a process that dies
 * after it loses nothing. The order is `new` until the restaurant has decided, and its customer reads
 * on with `getOrder`.
 */

import type { Order } from "@food/customer-client";
import { CustomerPublisher } from "@food/customer-client/handlers";
import { RestaurantClient } from "@food/restaurant-client";
import { inject, injectable } from "inversify";
import type { Kysely, Transaction } from "kysely";
import { CustomerDatabase, type CustomerTables, Orders } from "./orders.ts";
import { assertRestaurant, type Placement } from "./placement.ts";

@injectable()
export class OrderAnnouncement implements Placement {
  constructor(
    @inject(CustomerDatabase) private readonly database: Kysely<CustomerTables>,
    @inject(CustomerPublisher) private readonly publisher: CustomerPublisher<Transaction<CustomerTables>>,
    @inject(RestaurantClient) private readonly restaurants: RestaurantClient,
  ) {}

  async place(restaurantId: number): Promise<Order> {
    await assertRestaurant(this.restaurants, restaurantId);
    return this.database.transaction().execute(async (transaction) => {
      const order = await new Orders(transaction).add(restaurantId, "never abandoned");
      await this.publisher.orderCreated(transaction, { orderId: order.id, restaurantId });
      return order;
    });
  }
}
