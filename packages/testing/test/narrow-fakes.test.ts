/**
 * Fakes of schemas with few values, or with parts that have none: each has a value for every seed, or
 * one message that names the path, the checks and the override.
 */

import { bigintText, isoDateTime } from "@seamline/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createFake, FakeError } from "../src/fake.ts";

const impossible = z.string().refine(() => false);
const text = z.int().min(1e15).max(1e15);
const bigints = (domain: z.ZodBigInt) => z.codec(z.string(), domain, { decode: BigInt, encode: String });
const dates = (domain: z.ZodDate) =>
  z.codec(z.iso.datetime(), domain, { decode: (one) => new Date(one), encode: (one) => one.toISOString() });

/** Schemas that have values. */
const possible: Readonly<Record<string, z.ZodType>> = {
  "int with one value": z.int().gt(1).lt(3),
  "int between fractions": z.int().gt(0.5).lt(1.5),
  "int with fractional bounds": z.int().min(0.1).max(1.9),
  "one number": z.number().min(0.1).max(0.1),
  "one large int": text,
  "the largest int": z.int().gt(Number.MAX_SAFE_INTEGER - 1),
  "the smallest int": z.int().lt(Number.MIN_SAFE_INTEGER + 1),
  "int32 at its end": z.int32().gt(2 ** 31 - 2),
  "int32 with bounds beyond": z.int32().gt(-1e12).lt(1e12),
  "uint32 below one": z.uint32().lt(1),
  float32: z.float32(),
  "float32 at its end": z.float32().gt(3.4e38),
  float64: z.float64(),
  "float64 at its end": z.float64().gte(Number.MAX_VALUE),
  "numbers between neighbours": z
    .number()
    .gt(1)
    .lt(1 + 2 * Number.EPSILON),
  "tiny numbers": z.number().gt(0).lt(1e-320),
  "numbers near zero": z.number().gt(-Number.MIN_VALUE).lt(Number.MIN_VALUE),
  "one multiple": z.number().multipleOf(7).gt(7).lt(21),
  "multiples away from zero": z.number().multipleOf(0.1).min(1000.05).max(1000.15),
  "multiples below zero": z.number().multipleOf(5).min(-14).max(-6),
  "multiples with excluded ends": z.number().multipleOf(0.5).gt(0.5).lt(1.5),
  "multiples of two steps": z.number().multipleOf(4).multipleOf(6).gt(0).lt(24),
  "int multiples of a fraction": z.int().multipleOf(0.4).gt(0).lt(4),
  "int multiples of a half": z.int().multipleOf(1.5).gt(0).lt(6),
  "multiples of a cent": z.number().multipleOf(0.01).min(0.07).max(0.07),
  "multiples of a tiny step": z.number().multipleOf(1e-7).min(1e-7).max(3e-7),
  "multiples of a large step": z.number().multipleOf(1e15).min(1),
  "multiples without bounds": z.number().multipleOf(3),
  "multiples far away": z.number().multipleOf(2).min(1e14),
  "multiples of a negative step": z.number().multipleOf(-3).min(1).max(5),
  "zero as the only multiple": z.number().multipleOf(10).gt(-10).lt(10),
  "uint32 multiples": z.uint32().multipleOf(1_000_000_000).gt(3e9),
  "positive and negative": z.union([z.int().positive().max(1), z.int().negative().min(-1)]),
  "enum of numbers": z.enum({ low: 1, high: 2.5 }),
  "literals of numbers": z.literal([0, -1, 1e21, 0.1]),
  "bigint with one value": bigints(z.bigint().gt(1n).lt(3n)),
  "bigint multiples below zero": bigints(z.bigint().multipleOf(5n).min(-9n).max(-1n)),
  "bigint multiples of two steps": bigints(z.bigint().multipleOf(4n).multipleOf(6n).gt(0n).lt(24n)),
  "bigint at the end of its format": bigints(z.int64().gt(2n ** 63n - 2n)),
  bigintText: bigintText().refine((value) => value > 0n),
  "one date": dates(z.date().min(new Date("2020-01-01")).max(new Date("2020-01-01"))),
  "dates long ago": dates(z.date().max(new Date("1900-01-01"))),
  "dates far ahead": dates(z.date().min(new Date("2150-01-01"))),
  "dates of all years": dates(z.date().min(new Date("0001-01-01")).max(new Date("9999-01-01"))),
  "union with never": z.union([z.never(), z.int()]),
  "union with a refinement that never holds": z.union([impossible, z.int()]),
  "union with an impossible intersection": z.union([z.intersection(z.string(), z.number()), z.boolean()]),
  "union with an empty range": z.union([z.int().gt(1).lt(2), z.string()]),
  "union with an impossible object": z.union([z.object({ a: z.object({ b: z.never() }) }), z.object({ c: z.int() })]),
  "union with an impossible list": z.union([z.array(z.never()).min(1), z.null()]),
  "union with impossible texts": z.union([z.string().min(5).max(3), z.null()]),
  "union in a union": z.union([z.union([z.never(), impossible]), z.union([impossible, z.literal("a")])]),
  "discriminated union with an impossible option": z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), a: impossible }),
    z.object({ kind: z.literal("b"), b: z.int() }),
  ]),
  "optional that is impossible": z.object({ a: impossible.optional(), b: z.exactOptional(impossible), c: z.int() }),
  "nullable that is impossible": z.object({ a: impossible.nullable(), b: z.never().nullable() }),
  "list of nothing": z.array(impossible),
  "list of empty ranges": z.array(z.int().gt(1).lt(2)),
  "record of nothing": z.record(z.string(), impossible),
  "record of inherited keys": z.record(z.enum(["constructor"]).or(z.literal("toString")), z.int()).optional(),
  "record of some keys": z.partialRecord(z.enum(["a"]), impossible),
  "tuple with an impossible rest": z.tuple([z.int()], impossible),
  "object with an impossible catchall": z.object({ a: z.int() }).catchall(impossible),
  "intersection of narrow ranges": z.intersection(z.int().min(0).max(1_000_000), z.int().min(999_999)),
  "intersection of steps": z.intersection(z.number().multipleOf(4).min(1), z.number().multipleOf(6).max(12)),
  "intersection of texts": z.intersection(z.string().startsWith("abc"), z.string().endsWith("xyz")),
  "intersection of objects with a narrow field": z.intersection(
    z.object({ a: z.int().max(7), b: z.string() }),
    z.object({ a: z.int().min(7), c: z.object({ d: z.int() }) }),
  ),
  "intersection of nested objects": z.intersection(
    z.object({ in: z.object({ a: z.int().max(7) }) }),
    z.object({ in: z.object({ a: z.int().min(7), b: z.boolean() }) }).readonly(),
  ),
  "nonoptional of a union": z.object({ a: z.nonoptional(z.union([z.undefined(), z.int()]).optional()) }),
  isoDateTime: isoDateTime(),
};

/** Schemas that have no value, or none that can be found, and the path in the message. */
const none: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  "int between neighbours": [z.object({ a: z.int().gt(1).lt(2) }), "a"],
  "a range that ends before it begins": [z.object({ a: z.number().min(3).max(1) }), "a"],
  "numbers between one": [z.object({ a: z.number().gt(1).lt(1) }), "a"],
  "no double between": [
    z.object({
      a: z
        .number()
        .gt(1)
        .lt(1 + Number.EPSILON),
    }),
    "a",
  ],
  "uint32 below zero": [z.object({ a: z.uint32().lt(0) }), "a"],
  "float32 beyond its end": [z.object({ a: z.float32().gt(1e39) }), "a"],
  "no multiple": [z.object({ a: z.number().multipleOf(10).gt(1).lt(9) }), "a"],
  "no common multiple": [z.object({ a: z.number().multipleOf(7).multipleOf(11).gt(0).lt(77) }), "a"],
  "beyond infinity": [z.object({ a: z.number().gt(Number.MAX_VALUE) }), "a"],
  "no bigint": [z.object({ a: bigints(z.bigint().gt(1n).lt(2n)) }), "a"],
  "no date": [z.object({ a: dates(z.date().min(new Date(2)).max(new Date(1))) }), "a"],
  "no length": [z.object({ a: z.string().min(5).max(3) }), "a"],
  "no list": [z.object({ a: z.array(z.int()).min(5).max(3) }), "a"],
  "a list of nothing": [z.object({ list: z.array(impossible).min(1) }), "list[]"],
  "a refinement that never holds": [z.object({ a: z.int().refine(() => false) }), "a"],
  "a pattern and a length": [z.object({ a: z.string().regex(/^a{3}$/).max(2) }), "a"], // biome-ignore format: one line
  "a union of nothing": [z.object({ a: z.union([z.never(), impossible, z.int().gt(1).lt(2)]) }), "a"],
  never: [z.object({ a: z.never() }), "a"],
  "an intersection of kinds": [z.object({ a: z.intersection(z.string(), z.number()) }), "a"],
  "an intersection of ranges": [z.object({ a: z.intersection(z.int().max(1), z.int().min(2)) }), "a"],
  "a required field of a nested object": [z.object({ a: z.object({ b: z.array(z.object({ c: impossible })).min(1) }) }), "a.b[].c"], // biome-ignore format: one line
  "nothing but undefined": [z.object({ a: z.nonoptional(z.never().optional()) }), "a"],
};

const seeds = Array.from({ length: 40 }, (_, index) => index * 7919 - 5);

describe("createFake", () => {
  it.each(Object.entries(possible))("has a value of %s for every seed", (_name, schema) => {
    for (const seed of seeds) {
      const wire = createFake(schema, { seed, side: "wire" });
      expect(z.safeDecode(schema, wire as never).error, JSON.stringify(wire)).toBeUndefined();
      const domain = createFake(schema, { seed });
      expect(z.safeEncode(schema, domain as never).error).toBeUndefined();
    }
  });

  it.each(Object.entries(none))("names path and override where there is none: %s", (_name, [schema, path]) => {
    for (const seed of seeds.slice(0, 3)) {
      const run = (): unknown => createFake(schema, { seed });
      expect(run).toThrow(FakeError);
      const advice = `override it: { fields: { ${JSON.stringify(path)}: … } }`;
      expect(run).toThrow(advice);
      expect(run).toThrow(new RegExp(`^${path.replaceAll(/[.[\]]/g, "\\$&")}: `));
    }
  });

  it("names the checks", () => {
    expect(() => createFake(z.object({ a: z.int32().gt(1).lt(2) }))).toThrow("(its checks: int32, above 1, below 2)");
    expect(() => createFake(z.object({ a: z.string().min(5).max(3) }))).toThrow(
      "(its checks: length at least 5, length at most 3)",
    );
    expect(() => createFake(z.object({ a: z.union([z.never(), z.int().gt(1).lt(2)]) }))).toThrow(
      "a: values of this union cannot be drawn, for no option has one (a: no value fits the checks of this number (its checks: safeint, above 1, below 2))",
    );
  });
});

describe("createFake, for drawn schemas", () => {
  const bound = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -5, max: 5, noNaN: true }));
  type Narrowing = (schema: z.ZodNumber) => z.ZodNumber;
  const narrowings: fc.Arbitrary<Narrowing> = fc.oneof(
    bound.map(
      (value): Narrowing =>
        (schema) =>
          schema.gt(value),
    ),
    bound.map(
      (value): Narrowing =>
        (schema) =>
          schema.min(value),
    ),
    bound.map(
      (value): Narrowing =>
        (schema) =>
          schema.lt(value),
    ),
    bound.map(
      (value): Narrowing =>
        (schema) =>
          schema.max(value),
    ),
    fc.constantFrom(0.01, 0.1, 0.25, 1, 1.5, 2, 3, 7).map(
      (value): Narrowing =>
        (schema) =>
          schema.multipleOf(value),
    ),
  );
  const base = fc.constantFrom<() => z.ZodNumber>(
    ...[() => z.number(), () => z.int(), () => z.int32(), () => z.uint32(), () => z.float32()],
  );
  const number = fc
    .tuple(base, fc.array(narrowings, { maxLength: 4 }))
    .map(([make, steps]) => steps.reduce<z.ZodNumber>((schema, step) => step(schema), make()));
  const { schema } = fc.letrec<{ schema: z.ZodType }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: number as fc.Arbitrary<z.ZodType> },
      fc.constantFrom<z.ZodType>(z.never(), impossible, z.boolean(), z.literal([1, 2.5]), z.string().max(2)),
      fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((options) => z.union(options as [z.ZodType])),
      tie("schema").map((inner) => z.array(inner).max(2)),
      tie("schema").map((inner) => z.object({ a: inner, b: inner.optional() })),
      tie("schema").map((inner) => z.record(z.string(), inner)),
      tie("schema").map((inner) => inner.nullable()),
      fc.tuple(number, number).map(([one, other]) => z.intersection(one, other)),
    ),
  }));

  it("has a value that the schema parses, or names why not", () => {
    let found = 0;
    fc.assert(
      fc.property(schema, fc.integer(), (drawn, seed) => {
        try {
          const value = createFake(drawn, { seed, side: "wire" });
          expect(z.safeDecode(drawn, value as never).error).toBeUndefined();
          found += 1;
        } catch (reason) {
          if (!(reason instanceof FakeError)) throw reason;
          expect(reason.message).toMatch(/^[^:]+: .*override it: \{ fields: \{ "/);
        }
      }),
      { seed: 20261130, numRuns: 400 },
    );
    expect(found).toBeGreaterThan(200);
  });

  it("has an integer wherever there is one", () => {
    const narrow = fc.tuple(
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom(1, 2, 3, 5),
    );
    fc.assert(
      fc.property(narrow, fc.integer(), ([low, width, step], seed) => {
        const drawn = z.int().gt(low).lt(low + width).multipleOf(step); // biome-ignore format: one line
        const values = Array.from({ length: width }, (_, index) => low + index).filter(
          (one) => drawn.safeParse(one).success,
        );
        if (values.length === 0) expect(() => createFake(drawn, { seed })).toThrow(FakeError);
        else expect(values).toContain(createFake(drawn, { seed }));
      }),
      { seed: 20261130, numRuns: 300 },
    );
  });
});
