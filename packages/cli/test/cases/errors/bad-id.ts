// ERROR: operations.get.output: expected an id in PascalCase letters and digits, found "my-thing"
import { defineContract } from "@seamline/core";
import { z } from "zod";

const Thing = z.object({ id: z.int() }).meta({ id: "my-thing" });

export const contract = defineContract("things", { operations: { get: { output: Thing } } });
