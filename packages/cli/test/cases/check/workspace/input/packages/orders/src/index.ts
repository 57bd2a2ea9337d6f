import type { Order } from "@food/orders-client";

export const place = (order: Order): string => order.dish;
