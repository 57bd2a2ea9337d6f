import { defineContract } from "@seamline/core";
import { z } from "zod";

export const Restaurant = z
  .object({
    id: z.int().describe("Given by the service."),
    name: z.string().meta({ examples: ["My restaurant"] }),
  })
  .meta({ id: "Restaurant", description: "A place that cooks." });

const restaurantNotFound = {
  code: "not_found",
  message: "no restaurant has this id",
  details: z.object({ restaurantId: z.int() }),
} as const;

export const restaurantContract = defineContract("restaurant", {
  summary: "The restaurants and what they accept.",
  operations: {
    getRestaurant: {
      http: "GET /restaurants/{restaurantId}",
      summary: "A restaurant by its id",
      input: z.object({ restaurantId: z.int().positive() }),
      output: Restaurant,
      errors: { restaurantNotFound },
      expose: "public",
    },
    listRestaurants: {
      http: "GET /restaurants",
      summary: "All restaurants",
      description: "In the order of their names,\nat most a hundred at a time.",
      input: z.object({ limit: z.int().positive().max(100).default(20), after: z.string().optional() }),
      output: z.object({ items: z.array(Restaurant), next: z.string().nullable() }),
    },
    renameRestaurant: {
      http: "PATCH /restaurants/{restaurantId}",
      input: z.object({ restaurantId: z.int().positive(), name: z.string().min(1) }),
      errors: { restaurantNotFound, restaurantClosed: { code: "failed_precondition", status: 410 } },
      deprecated: "names are final since 2.0",
    },
    acceptsOrders: {
      http: "POST /restaurants/{restaurantId}/accepts",
      input: z.object({ restaurantId: z.int().positive() }),
      output: z.boolean(),
    },
    ping: {},
  },
});
