/** A delivery, with its order. */

import type { Order } from "../customer/order.ts";

export type DeliveryStatus = "new" | "courier_assigned" | "delivering" | "failed" | "successful";

export interface Delivery {
  readonly id: number;
  readonly order: Order;
  status: DeliveryStatus;
}
