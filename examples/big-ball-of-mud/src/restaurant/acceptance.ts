/** Accepting an order: the restaurant reaches into the order and changes it. */

import type { Order } from "../customer/order.ts";
import { restaurants } from "./restaurant.ts";

export function acceptOrder(order: Order): boolean {
  const restaurant = restaurants.find(({ id }) => id === order.restaurantId);
  const accepted = restaurant?.open === true;
  order.status = accepted ? "accepted" : "declined";
  if (accepted) restaurant.orders.push(order);
  return accepted;
}
