import { defineContract } from "@seamline/core";
import { z } from "zod";

/** Names that are words of the language, or of the generated code. */
export default defineContract("orderHistory", {
  summary: "Ends a comment: */ and goes on.",
  description: "Second paragraph.\n\nThird one, with `code`.",
  operations: {
    delete: { http: "DELETE /orders/{default}", input: z.object({ default: z.int(), class: z.boolean().optional() }) },
    new: {
      summary: "Makes one",
      description: "On two\nlines.",
      deprecated: true,
      input: z.object({ input: z.string().meta({ deprecated: true, description: "Old." }), options: z.string() }),
      output: z.object({ new: z.string() }),
    },
    // The same path as "delete" but for the name of its placeholder.
    replace: {
      http: "PUT /orders/{order}",
      input: z.object({ order: z.int() }).catchall(z.string()),
    },
    contract: { output: z.string() },
    getOperation: { output: z.string() },
    errors: { http: "GET /errors", input: z.object({ q: z.array(z.string()).optional() }), output: z.int() },
    existing: {
      http: "POST /legacy/{id}",
      input: z.object({
        id: z.string(),
        tenantName: z.string().describe("Who asks."),
        dryRun: z.boolean().optional(),
        body: z.string().meta({ deprecated: true }),
      }),
      output: z.string(),
      in: { header: ["tenantName"], query: ["dryRun"] },
      expose: "public",
    },
  },
});
