// ERROR: operations.get.input: the type name GetInput is taken by the schema at operations.get.output
import { defineContract } from "@seamline/core";
import { z } from "zod";

export const contract = defineContract("things", {
  operations: { get: { input: z.object({ id: z.int() }), output: z.object({ a: z.int() }).meta({ id: "GetInput" }) } },
});
