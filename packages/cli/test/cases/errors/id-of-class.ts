// ERROR: the schema at operations.get.output: the type name ThingsClient is taken by the generated code
// ERROR: operations.get.errors.gone: the type name Gone is taken by the schema at operations.get.output.gone
import { defineContract } from "@seamline/core";
import { z } from "zod";

const Gone = z.object({ at: z.string() }).meta({ id: "Gone" });

export const contract = defineContract("things", {
  operations: {
    get: { output: z.object({ gone: Gone }).meta({ id: "ThingsClient" }), errors: { gone: { code: "not_found" } } },
  },
});
