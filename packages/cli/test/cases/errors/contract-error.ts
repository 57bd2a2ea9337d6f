// ERROR: errors/contract-error.ts: operations.save.input.at: a date has no JSON form; write isoDateTime()
// ERROR: errors/contract-error.ts: operations.save.output: a Map has no JSON form
import { defineContract } from "@seamline/core";
import { z } from "zod";

export const contract = defineContract("broken", {
  operations: { save: { input: z.object({ at: z.date() }), output: z.map(z.string(), z.string()) } },
});
