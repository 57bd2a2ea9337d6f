// ERROR: the schema at operations.put.input.thing: the type name Thing is taken by the schema at operations.get.output
import { defineContract } from "@seamline/core";
import { z } from "zod";

const One = z.object({ id: z.int() }).meta({ id: "Thing" });
const Two = z.object({ name: z.string() }).meta({ id: "Thing" });

export const contract = defineContract("things", {
  operations: { get: { output: One }, put: { input: z.object({ thing: Two }) } },
});
