import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SchemaMismatch } from "./schema-mismatch.ts";
import { createWireSchema } from "./wire-schema.ts";

/** Messages about a value that breaks a schema. */
function printMismatch(schema: z.ZodType, value: unknown): string {
  try {
    createWireSchema(schema).decode(value);
  } catch (reason) {
    if (reason instanceof SchemaMismatch) return reason.message;
    throw reason;
  }
  return expect.fail("the value fits the schema");
}

const never = (): boolean => false;
const generic = "expected what the contract's own check accepts";

describe("the text of a failed refinement", () => {
  it.each<[string, z.ZodType]>([
    ["a text", z.string().refine(never, "must end after it starts")],
    ["an error option", z.string().refine(never, { error: "must end after it starts" })],
    ["a function that needs no value", z.string().refine(never, { error: () => "must end after it starts" })],
    ["a check below a wrapper", z.string().refine(never, "must end after it starts").optional().default("a")],
  ])("is the author's own words, given by %s", (_name, schema) => {
    expect(printMismatch(z.object({ at: schema }), { at: "x" })).toBe("at at: must end after it starts");
  });

  it.each<[string, z.ZodType]>([
    ["a function of the value", z.string().refine(never, { error: ({ input }) => `no ${String(input)}` })],
    [
      "superRefine",
      z.string().superRefine((text, { addIssue }) => addIssue({ code: "custom", message: `no ${text}` })),
    ],
    ["nothing", z.string().refine(never)],
  ])("is nothing of the value, given by %s", (_name, schema) => {
    expect(printMismatch(z.object({ at: schema }), { at: "a secret" })).toBe(`at at: ${generic}`);
  });
});

describe("the path of an issue", () => {
  it("names properties and positions, but no key of a record", () => {
    const schema = z.object({ prices: z.record(z.string(), z.array(z.object({ net: z.int() }))) });
    expect(printMismatch(schema, { prices: { "a secret": [{ net: 1 }, { net: "x" }] } })).toContain(
      "at prices.*[1].net:",
    );
  });

  it("names the keys that the schema itself lists", () => {
    const schema = z.partialRecord(z.enum(["small", "large"]), z.int());
    expect(printMismatch(schema, { small: "x" })).toContain("at small:");
  });

  it("names no path that a check made of the value", () => {
    const schema = z.object({
      at: z.string().superRefine((text, { addIssue }) => addIssue({ code: "custom", path: [text] })),
    });
    expect(printMismatch(schema, { at: "a secret" })).toBe(`at at.*: ${generic}`);
  });
});
