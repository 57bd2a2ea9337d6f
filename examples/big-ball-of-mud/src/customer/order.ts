/** An order, with its restaurant and its delivery. */

import type { Delivery } from "../courier/delivery.ts";

export type OrderStatus = "new" | "accepted" | "declined" | "courier_assigned" | "delivering" | "failed" | "successful";

export interface Order {
  readonly id: number;
  readonly restaurantId: number;
  status: OrderStatus;
  delivery: Delivery | undefined;
}

export const orders: Order[] = [];
