/** Placing an order: the customer's code does the work of all three. */

import { createDelivery } from "../courier/deliveries.ts";
import { acceptOrder } from "../restaurant/acceptance.ts";
import { restaurants } from "../restaurant/restaurant.ts";
import { type Order, orders } from "./order.ts";

export function placeOrder(restaurantId: number): Order {
  if (!restaurants.some(({ id }) => id === restaurantId)) throw new Error("Restaurant not found");
  const order: Order = { id: orders.length + 1, restaurantId, status: "new", delivery: undefined };
  orders.push(order);
  if (acceptOrder(order)) order.delivery = createDelivery(order);
  return order;
}
