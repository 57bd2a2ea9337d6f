// ERROR: operations.get.output.at: expected a zod kind with a TypeScript type, found "custom"; add .meta({ tsType: "…" })
import { defineContract } from "@seamline/core";
import { z } from "zod";

const url = z.codec(z.url(), z.instanceof(URL), { decode: (text) => new URL(text), encode: (value) => value.href });

export const contract = defineContract("things", { operations: { get: { output: z.object({ at: url }) } } });
