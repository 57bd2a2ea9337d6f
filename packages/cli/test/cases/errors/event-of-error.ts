// ERROR: events.orderCreated.payload: the type name OrderCreated is taken by the schema at operations.get.output
// ERROR: events.closed.payload: the type name Closed is taken by operations.get.errors.closed
// ERROR: operations.get.input.publisher: the type name ThingsPublisher is taken by the generated code
import { defineContract } from "@seamline/core";
import { z } from "zod";

const publisher = z.object({ a: z.int() }).meta({ id: "ThingsPublisher" });

export const contract = defineContract("things", {
  operations: {
    get: {
      input: z.object({ publisher }),
      output: z.object({ a: z.int() }).meta({ id: "OrderCreated" }),
      errors: { closed: { code: "aborted" } },
    },
  },
  events: { orderCreated: { payload: z.object({}) }, closed: { payload: z.object({}) } },
});
