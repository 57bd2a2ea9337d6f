// ERROR: the schema at operations.get.output: the type name Promise is taken by the generated code
import { defineContract } from "@seamline/core";
import { z } from "zod";

export const contract = defineContract("things", {
  operations: { get: { output: z.object({ kept: z.boolean() }).meta({ id: "Promise" }) } },
});
