/**
 * The contract of the customer service: orders, placed by customers and moved on by their
 * deliveries.
 */

import { defineContract } from "@seamline/core";
import { z } from "zod";

const Id = z.int32().positive();

/** The progress of an order. `declined`, `failed` and `successful` are final. */
export const OrderStatus = z
  .enum(["new", "accepted", "declined", "courier_assigned", "delivering", "failed", "successful"])
  .meta({ id: "OrderStatus" });

/** A meal ordered from a restaurant. `deliveryId` is set once the order is accepted. */
export const Order = z
  .object({ id: Id, status: OrderStatus, restaurantId: Id, deliveryId: Id.nullable() })
  .meta({ id: "Order" });

const ofOrder = z.object({ orderId: Id });
const orderNotFound = { code: "not_found", message: "Order not found", details: ofOrder } as const;

export const customerContract = defineContract("customer", {
  summary: "Orders of customers",
  operations: {
    createOrder: {
      http: "POST /api/customer/orders",
      summary: "Places an order; the restaurant accepts or declines it at once",
      expose: "public",
      input: z.object({ restaurantId: Id }),
      output: Order,
      errors: {
        restaurantNotFound: {
          code: "invalid_argument",
          message: "Restaurant not found",
          details: z.object({ restaurantId: Id }),
        },
        orderNotPlaced: {
          code: "unavailable",
          message: "The order could not be placed",
          details: z.object({ orderId: Id.optional().describe("The order, now failed; absent if none was stored.") }),
          retryable: true,
        },
      },
    },
    getOrder: {
      http: "GET /api/customer/orders/{orderId}",
      summary: "An order by its id",
      expose: "public",
      input: ofOrder,
      output: Order,
      errors: { orderNotFound },
    },
    changeOrderStatus: {
      http: "PATCH /service-customer/orders/{orderId}/status",
      summary: "Moves an order on, as its delivery does",
      description: "A status only moves forward. Sending the current status again changes nothing.",
      input: z.object({
        orderId: Id,
        newOrderStatus: OrderStatus.extract(["courier_assigned", "delivering", "failed", "successful"]),
      }),
      idempotent: true,
      allow: ["courier"],
      timeoutMs: 3_000,
      errors: {
        orderNotFound,
        orderStatusRefused: {
          code: "failed_precondition",
          message: "The order cannot take this status",
          details: z.object({ orderId: Id, status: OrderStatus.describe("The current status.") }),
        },
      },
    },
  },
  events: {
    orderCreated: {
      summary: "A customer has placed an order",
      payload: z.object({ orderId: Id, restaurantId: Id }),
      key: "orderId",
    },
  },
  handles: [
    "restaurant.orderAccepted",
    "restaurant.orderDeclined",
    "courier.deliveryCreated",
    "courier.deliveryStatusChanged",
  ],
});
