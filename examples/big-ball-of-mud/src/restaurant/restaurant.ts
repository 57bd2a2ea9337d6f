/** A restaurant, with its orders. */

import type { Order } from "../customer/order.ts";

export interface Restaurant {
  readonly id: number;
  readonly name: string;
  readonly open: boolean;
  readonly orders: Order[];
}

export const restaurants: Restaurant[] = [{ id: 1, name: "My restaurant", open: true, orders: [] }];
