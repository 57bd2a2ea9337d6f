/**
 * The schemas of the echoes of `catalogue`: every kind that a contract may use, alone and combined.
 */

import { base64, bigintText, isoDateTime } from "@seamline/core";
import { z } from "zod";

/** Schemas of single values, for a path, a query, a header or a body. */
export const singles: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  shortText: z.string().min(2).max(4),
  trimmed: z.string().trim(),
  lowered: z.string().toLowerCase(),
  pattern: z.string().regex(/^[a-z]+-\d+$/),
  uuid: z.uuid(),
  number: z.number(),
  whole: z.int(),
  ranged: z.number().min(0).lt(10).multipleOf(0.5),
  flag: z.boolean(),
  size: z.enum(["small", "large"]),
  level: z.literal([1, 2, 3]),
  only: z.literal("only"),
  numberOrFlag: z.union([z.number(), z.boolean()]),
  date: isoDateTime(),
  bigint: bigintText(),
  bytes: base64(),
};

/** Schemas of optional and repeated values, for a query, a header or a body. */
export const severals: Readonly<Record<string, z.ZodType>> = {
  optionalText: z.string().optional(),
  optionalWhole: z.int().optional(),
  defaultedText: z.string().default("standard"),
  defaultedNumber: z.number().default(7),
  defaultedFlag: z.boolean().default(true),
  texts: z.array(z.string()),
  numbers: z.array(z.number()),
  flags: z.array(z.boolean()),
  dates: z.array(isoDateTime()),
  fewTexts: z.array(z.string()).min(1).max(3),
  defaultedTexts: z.array(z.string()).default(["a", "b"]),
};

const Point = z.object({ x: z.number(), y: z.number() });

const Employee: z.ZodType = z.object({
  name: z.string(),
  since: isoDateTime().optional(),
  get manager(): z.ZodType {
    return Employee.optional();
  },
  get reports(): z.ZodType {
    return z.array(Employee).default([]);
  },
});

/** Schemas of structures, for bodies only. */
export const structures: Readonly<Record<string, z.ZodType>> = {
  json: z.json(),
  nullableText: z.string().nullable(),
  nullishText: z.string().nullish(),
  nullableDefault: z.number().nullable().default(null),
  optionalDefault: z.string().default("inner").optional(),
  defaultObject: z.object({ a: z.int().default(1), b: z.array(z.int()) }).default({ a: 2, b: [3] }),
  defaultOutside: z.string().max(3).default("too long"),
  defaultNoNumber: z.number().nullable().default(Number.NaN),
  strictCodecs: z.strictObject({ at: isoDateTime(), n: z.int().default(1) }),
  looseCodecs: z.object({ at: isoDateTime(), n: z.int().default(1) }).catchall(z.string()),
  defaultUntidy: z.string().trim().default(" untidy "),
  defaultDisordered: Point.default({ y: 2, x: 1 }),
  exactOptional: z.object({ n: z.exactOptional(z.int()), text: z.exactOptional(z.string()).nullable() }),
  exactCodecs: z.object({ at: z.exactOptional(isoDateTime()), n: z.int().default(1) }),
  nonOptional: z.nonoptional(z.string().optional()),
  point: Point,
  points: z.array(Point),
  grid: z.array(z.array(z.int())),
  strict: z.strictObject({ a: z.int() }),
  loose: z.looseObject({ a: z.int() }).catchall(z.string()),
  partial: Point.partial(),
  empty: z.object({}),
  oddKeys: z.object({
    "2": z.int(),
    "10": z.int().optional(),
    constructor: z.int(),
    toString: z.string(),
    "": z.int().optional(),
    "a b": z.int().optional(),
    "\u00e9": z.int().optional(),
    // biome-ignore lint/suspicious/noThenProperty: a key like any other
    then: z.int().optional(),
  }),
  record: z.record(z.string(), z.int()),
  keyedRecord: z.record(z.enum(["north", "south"]), z.int()),
  partialRecord: z.partialRecord(z.enum(["north", "south"]), z.int()),
  patternRecord: z.record(z.string().regex(/^[a-z]$/), z.int()),
  recordOfDates: z.record(z.string(), isoDateTime()),
  pair: z.tuple([z.string(), z.int()]),
  pairAndMore: z.tuple([z.string(), z.int()], z.boolean()),
  tupleOfCodecs: z.tuple([isoDateTime(), bigintText(), base64()]),
  either: z.union([z.string(), z.int(), Point, z.null()]),
  eitherShape: z.union([z.object({ a: z.int(), b: z.int() }), z.object({ a: z.int() })]),
  eitherList: z.union([z.array(z.strictObject({ a: z.int() })), z.array(z.object({ a: z.int(), b: isoDateTime() }))]),
  eitherCodec: z.union([isoDateTime(), bigintText(), z.int(), z.enum(["never"])]),
  frozenDefault: z.object({ list: z.array(z.int()).readonly().default([1]) }),
  optionalWire: z.object({
    a: z.codec(z.string().optional(), z.string().nullable(), {
      decode: (text) => text ?? null,
      encode: (text) => text ?? undefined,
    }),
  }),
  rewritten: z.object({
    a: z.string().check((context) => {
      context.value = `${context.value}!`;
    }),
  }),
  shape: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("circle"), radius: z.number() }),
    z.object({ kind: z.literal(["square", "cube"]), side: z.number().default(1) }),
    z.object({ kind: z.null(), at: isoDateTime() }),
  ]),
  both: z.intersection(z.object({ a: z.int() }), z.object({ b: z.string().optional() })),
  frozen: z.object({ tags: z.array(z.string()).readonly() }).readonly(),
  refined: Point.refine(({ x, y }) => x < y, { path: ["y"], message: "x comes before y" }),
  refinedTwice: z
    .array(z.int())
    .refine((list) => list.length % 2 === 0, { message: "an even number of them" })
    .refine((list) => new Set(list).size === list.length, { message: "no two alike" }),
  tidied: z.object({ name: z.string().trim().toLowerCase().min(1), tags: z.array(z.string().trim()) }),
  employee: Employee,
  optionalCodecs: z.object({
    at: isoDateTime().optional(),
    n: bigintText().nullable(),
    b: base64().default(new Uint8Array([1])),
  }),
  branded: z.string().brand("Name"),
  template: z.templateLiteral([z.literal("v"), z.int()]),
};
