/**
 * The contract of the restaurant service: which restaurants there are, and whether one takes an
 * order.
 */

import { defineContract } from "@seamline/core";
import { z } from "zod";

const Id = z.int32().positive();

/** A place that cooks. */
export const Restaurant = z.object({ id: Id, name: z.string() }).meta({ id: "Restaurant" });

/** An order, as the customer service shows it to the restaurant that is to cook it. */
export const OfferedOrder = z.object({
  id: Id,
  status: z.enum(["new", "accepted", "declined", "courier_assigned", "delivering", "failed", "successful"]),
  restaurantId: Id,
  deliveryId: Id.nullable(),
});

export const restaurantContract = defineContract("restaurant", {
  summary: "Restaurants, and their word on orders",
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
      summary: "Whether the restaurant takes the order: true for accepted, false for declined",
      input: OfferedOrder,
      output: z.boolean(),
      idempotent: true,
      allow: ["customer"],
      timeoutMs: 3_000,
    },
  },
});
