/** The contract of the restaurant service: the restaurants, and their decisions on orders. */

import { defineContract } from "@seamline/core";
import { z } from "zod";

const Id = z.int32().positive();

/** A restaurant. */
export const Restaurant = z.object({ id: Id, name: z.string() }).meta({ id: "Restaurant" });

/** An order, in the form that the customer service offers it to a restaurant. */
export const OfferedOrder = z.object({
  id: Id,
  status: z.enum(["new", "accepted", "declined", "courier_assigned", "delivering", "failed", "successful"]),
  restaurantId: Id,
  deliveryId: Id.nullable(),
});

const ofOrder = z.object({ orderId: Id, restaurantId: Id });

export const restaurantContract = defineContract("restaurant", {
  summary: "Restaurants and their decisions on orders",
  operations: {
    getRestaurant: {
      http: "GET /service-restaurant/restaurants/{restaurantId}",
      summary: "A restaurant by its id",
      input: z.object({ restaurantId: Id }),
      output: Restaurant,
      errors: {
        restaurantNotFound: {
          code: "not_found",
          message: "Restaurant not found",
          details: z.object({ restaurantId: Id }),
        },
      },
      timeoutMs: 3_000,
    },
    acceptOrder: {
      http: "POST /service-restaurant/orders/actions/accept",
      summary: "Accepts (true) or declines (false) an order",
      input: OfferedOrder,
      output: z.boolean(),
      idempotent: true,
      allow: ["customer"],
      timeoutMs: 3_000,
    },
  },
  events: {
    orderAccepted: { summary: "The restaurant prepares an order", payload: ofOrder, key: "orderId" },
    orderDeclined: { summary: "The restaurant does not prepare an order", payload: ofOrder, key: "orderId" },
  },
  handles: ["customer.orderCreated"],
});
