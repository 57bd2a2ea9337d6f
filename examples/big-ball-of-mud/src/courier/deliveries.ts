/** The deliveries. Changing one changes the customer's order. */

import { type Order, orders } from "../customer/order.ts";
import type { Delivery, DeliveryStatus } from "./delivery.ts";

const deliveries: Delivery[] = [];

export function createDelivery(order: Order): Delivery {
  const delivery: Delivery = { id: deliveries.length + 1, order, status: "new" };
  deliveries.push(delivery);
  return delivery;
}

export function changeDeliveryStatus(id: number, status: Exclude<DeliveryStatus, "new">): Delivery {
  const delivery = deliveries.find((one) => one.id === id);
  const order = orders.find((one) => one.delivery === delivery);
  if (delivery === undefined || order === undefined) throw new Error("Delivery or related order not found");
  delivery.status = status;
  order.status = status;
  return delivery;
}
