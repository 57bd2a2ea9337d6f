/** The contract in front of the routes of restaurants, and of the module that replaces them. */

import { defineContract } from "@seamline/core";
import { z } from "zod";

const restaurantId = z.int().positive();

export const restaurantsContract = defineContract("restaurants", {
  operations: {
    getRestaurant: {
      http: "GET /restaurants/{restaurantId}",
      summary: "A restaurant by its id",
      input: z.object({ restaurantId }),
      output: z.object({ id: z.int(), name: z.string(), seats: z.int() }).meta({ id: "Restaurant" }),
      errors: { restaurantNotFound: { code: "not_found" } },
    },
    takeSeats: {
      http: "POST /restaurants/{restaurantId}/seats",
      summary: "Takes seats, if there are enough",
      input: z.object({ restaurantId, count: z.int().positive() }),
      output: z.object({ reserved: z.int() }),
      errors: { notEnoughSeats: { code: "failed_precondition", status: 409 } },
    },
  },
});
