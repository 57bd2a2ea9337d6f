import { OrdersClient } from "@food/orders-client";
import type { Order } from "@food/orders-client/types";
import { place } from "@food/orders";
import { shout } from "@food/text";

export const cook = (order: Order): unknown => [OrdersClient, place, shout(order.dish)];
