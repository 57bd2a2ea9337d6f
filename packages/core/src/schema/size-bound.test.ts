import fc from "fast-check";
import { describe, it } from "vitest";
import { z } from "zod";
import { compileSizeBound, measureJson } from "./size-bound.ts";

const shapes: [string, z.ZodType, fc.Arbitrary<unknown>][] = [
  [
    "scalars",
    z.object({ n: z.number(), b: z.boolean(), s: z.string(), e: z.enum(["long name", "x"]) }),
    fc.record({
      n: fc.double({ noNaN: true, noDefaultInfinity: true }),
      b: fc.boolean(),
      s: fc.string({ unit: "binary" }),
      e: fc.constantFrom("long name", "x"),
    }),
  ],
  [
    "lists",
    z.array(z.object({ s: z.string().nullable() })),
    fc.array(fc.record({ s: fc.option(fc.string({ unit: "binary" })) })),
  ],
  ["json", z.json(), fc.jsonValue()],
  ["records", z.record(z.string(), z.int()), fc.dictionary(fc.string(), fc.integer())],
  ["fixed lists", z.array(z.int()), fc.array(fc.integer())],
];

describe("compileSizeBound", () => {
  it.each(shapes)("is never below the exact size: %s", (_name, schema, values) => {
    const bound = compileSizeBound(schema);
    fc.assert(fc.property(values, (value) => bound(value) >= measureJson(value)));
  });
});
