/** The service of the soak: its operations succeed, fail, or never settle. */

/** The source of the contract; `seamline generate` writes the client. */
export const contractSource = `import { defineContract } from "@seamline/core";
import { z } from "zod";

const Order = z.object({ id: z.int(), name: z.string(), tags: z.array(z.string()) });

export const ordersContract = defineContract("orders", {
  operations: {
    find: {
      http: "POST /orders/find",
      input: Order,
      output: Order,
      errors: { soldOut: { code: "failed_precondition", details: z.object({ id: z.int() }) } },
    },
    wait: { http: "POST /orders/wait", input: Order, output: z.string() },
  },
});
`;
