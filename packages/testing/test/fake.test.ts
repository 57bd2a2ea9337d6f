/**
 * Values from schemas: a thousand of every supported kind, on both sides, each accepted by its
 * schema.
 */

import { base64, bigintText, defineContract, isoDateTime } from "@seamline/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arbitraryOf, createFake, createFakes, type Fake, FakeError } from "../src/fake.ts";

const Tree = z.object({
  name: z.string(),
  get children() {
    return z.array(Tree);
  },
});
const Expression: z.ZodType = z.lazy(() =>
  z.union([z.object({ add: z.tuple([Expression, Expression]) }), z.object({ not: Expression }), z.number()]),
);
const Person = z.object({
  name: z.string(),
  get partner() {
    return Person.optional();
  },
  get boss() {
    return Person.nullable();
  },
  get friends() {
    return z.record(z.string(), Person);
  },
});
const url = z.codec(z.url(), z.instanceof(URL).meta({ tsType: "URL" }), {
  decode: (text) => new URL(text),
  encode: (value) => value.href,
});
const tags = z.codec(z.array(z.string()), z.set(z.string()).min(1), {
  decode: (list) => new Set(list),
  encode: (set) => [...set],
});
const numberText = z.codec(z.string(), z.number().min(0).max(99), { decode: Number, encode: String });
const trimmed = z.codec(z.string().regex(/^<[a-z]+>$/), z.string(), {
  decode: (text) => text.slice(1, -1),
  encode: (text) => `<${text}>`,
});

/** Every kind of schema that `defineContract` accepts, alone and with its checks, by name. */
const kinds: Readonly<Record<string, z.ZodType>> = {
  string: z.string(),
  "string of a length": z.string().min(3).max(5),
  "string of one length": z.string().length(40),
  "string of a pattern": z.string().regex(/^[A-Z]{2}-\d{4}$/),
  "string of a pattern and a length": z.string().regex(/^[a-z]+$/).min(2).max(4), // biome-ignore format: one line
  "string of parts": z.string().startsWith("ab").includes("-").endsWith("yz").max(12),
  "string in lower case": z.string().lowercase(),
  "string in upper case": z.string().uppercase().min(1),
  "string that is changed": z.string().trim().min(1).toLowerCase(),
  "string that is refined": z.string().refine((text) => text.length % 2 === 0),
  email: z.email(),
  "email by method": z.string().email().max(40),
  url: z.url(),
  httpUrl: z.httpUrl(),
  "url of a host": z.url({ protocol: /^ftp$/, hostname: /^[a-z]+\.test$/ }),
  emoji: z.emoji(),
  uuid: z.uuid(),
  uuidv4: z.uuidv4(),
  uuidv6: z.uuidv6(),
  uuidv7: z.uuidv7(),
  guid: z.guid(),
  nanoid: z.nanoid(),
  cuid: z.cuid(),
  cuid2: z.cuid2(),
  ulid: z.ulid(),
  xid: z.xid(),
  ksuid: z.ksuid(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  mac: z.mac(),
  cidrv4: z.cidrv4(),
  cidrv6: z.cidrv6(),
  base64: z.base64(),
  base64url: z.base64url(),
  jwt: z.jwt(),
  "jwt of an algorithm": z.jwt({ alg: "ES256" }),
  e164: z.e164(),
  hostname: z.hostname(),
  hex: z.hex(),
  hash: z.hash("sha256"),
  creditCard: z.creditCard(),
  iban: z.iban(),
  currencyCode: z.currencyCode(),
  "a format of one's own": z.stringFormat("even", (text) => text.length % 2 === 0),
  "iso date": z.iso.date(),
  "iso datetime": z.iso.datetime(),
  "iso datetime, whole seconds": z.iso.datetime({ precision: 0 }),
  "iso datetime, microseconds": z.iso.datetime({ precision: 6 }),
  "iso datetime, minutes": z.iso.datetime({ precision: -1 }),
  "iso datetime with an offset": z.iso.datetime({ offset: true, local: true }),
  "iso time": z.iso.time(),
  "iso time, whole seconds": z.iso.time({ precision: 0 }),
  "iso duration": z.iso.duration(),
  number: z.number(),
  "number within bounds": z.number().gt(-1).lt(1),
  "number of a step": z.number().min(0).max(10).multipleOf(0.01),
  "number of a tiny step": z.number().min(0).max(1).multipleOf(1e-7),
  int: z.int(),
  "int above": z.int().positive(),
  "int within": z.int().gt(2).lt(4),
  "int by method": z.number().int().min(-5).max(5),
  "int of a step": z.int().min(-20).max(20).multipleOf(7),
  int32: z.int32(),
  uint32: z.uint32(),
  float32: z.float32(),
  float64: z.float64(),
  boolean: z.boolean(),
  null: z.null(),
  literal: z.literal(["a", 1, true, null]),
  enum: z.enum(["one", "two"]),
  "enum of numbers": z.enum({ One: 1, Two: "two" }),
  "template literal": z.templateLiteral(["v", z.int().min(0), "-", z.enum(["a", "b"]), z.boolean().optional()]),
  object: z.object({ a: z.string(), b: z.int() }),
  strictObject: z.strictObject({ a: z.string() }),
  catchall: z.object({ a: z.string() }).catchall(z.int()),
  "refined object": z
    .object({ from: z.int().min(0).max(50), to: z.int().min(0).max(50) })
    .refine(({ from, to }) => from <= to),
  array: z.array(z.int()),
  "array of a length": z.array(z.int()).min(2).max(3),
  "array of one length": z.array(z.boolean()).length(4),
  "array of nothing": z.array(z.never()),
  tuple: z.tuple([z.string(), z.int()]),
  "tuple with a rest": z.tuple([z.string()], z.int()),
  record: z.record(z.string(), z.int()),
  "record of patterned keys": z.record(z.string().regex(/^k\d$/), z.int()),
  "record of known keys": z.record(z.enum(["a", "b"]), z.int()),
  "record of some known keys": z.partialRecord(z.enum(["a", "b"]), z.int()),
  "record of numbers": z.record(z.int().min(0), z.string()),
  union: z.union([z.string(), z.int(), z.null()]),
  "union with never": z.union([z.never(), z.int()]),
  "exclusive union": z.xor([z.int(), z.int().min(10)]),
  "discriminated union": z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), size: z.int() }),
    z.object({ kind: z.literal(["b", "c"]), name: z.string() }),
  ]),
  intersection: z.intersection(z.object({ a: z.int() }), z.object({ b: z.string() })),
  "intersection of bounds": z.intersection(z.int().min(0).max(20), z.int().min(10)),
  optional: z.object({ a: z.string().optional(), b: z.exactOptional(z.int()) }),
  nullable: z.object({ a: z.string().nullable(), b: z.int().nullish() }),
  nonoptional: z.object({ a: z.nonoptional(z.string().optional()) }),
  default: z.object({ a: z.string().default("a"), b: z.array(z.int()).default([1]) }),
  readonly: z.object({ a: z.array(z.int()) }).readonly(),
  pipe: z.string().pipe(z.email()),
  json: z.json(),
  "recursive object": Tree,
  "recursive union": Expression,
  "recursive in every way": Person,
  isoDateTime: isoDateTime(),
  bigintText: bigintText(),
  "base64 codec": base64(),
  "codec of a class": url,
  "codec of a set": tags,
  "codec of numbers in text": numberText,
  "codec whose wire side is more precise": trimmed,
  stringbool: z.stringbool(),
  "codecs within": z.object({ at: isoDateTime(), more: z.array(z.object({ n: bigintText().optional() })) }),
  "refined codec": isoDateTime().refine((date) => date.getUTCMilliseconds() < 900),
};

const sample = 1000;

describe.each(Object.entries(kinds))("arbitraryOf, %s", (_name, schema) => {
  it("draws values that can be transmitted", () => {
    expect(() =>
      defineContract("kinds", { operations: { give: { output: z.object({ value: schema }) } } }),
    ).not.toThrow();
  });

  it("draws wire values that the schema parses, and that are JSON", () => {
    for (const value of fc.sample(arbitraryOf(schema, { side: "wire" }), { seed: 7, numRuns: sample })) {
      const result = z.safeDecode(schema, value as never);
      if (!result.success) expect.unreachable(`${JSON.stringify(value)}: ${z.prettifyError(result.error)}`);
      if (value !== undefined) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    }
  });

  it("draws domain values that the schema encodes, to what it parses", () => {
    for (const value of fc.sample(arbitraryOf(schema), { seed: 8, numRuns: sample })) {
      const result = z.safeEncode(schema, value as never);
      if (!result.success) expect.unreachable(`${String(value)}: ${z.prettifyError(result.error)}`);
      expect(z.safeDecode(schema, result.data as never).success).toBe(true);
    }
  });

  it("draws more than one value where there is more than one", () => {
    const values = new Set(
      fc.sample(arbitraryOf(schema), { seed: 9, numRuns: 100 }).map((value) => JSON.stringify(value, printable)),
    );
    const single = ["null", "array of nothing", "int within"];
    if (!single.includes(_name)) expect(values.size).toBeGreaterThan(1);
  });
});

function printable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Set || value instanceof Uint8Array ? [...value] : value;
}

describe("arbitraryOf", () => {
  it("shrinks to a small value within the schema", () => {
    const Order = z.object({ lines: z.array(z.object({ count: z.int().min(3), at: isoDateTime() })).min(1) });
    const report = fc.check(
      fc.property(arbitraryOf(Order), ({ lines }) => lines.every(({ count }) => count < 1000)),
      { seed: 3, numRuns: 1000 },
    );
    expect(report.failed).toBe(true);
    const [found] = report.counterexample ?? [];
    expect(found?.lines).toHaveLength(1);
    expect(found?.lines[0]?.count).toBe(1000);
    expect(found?.lines[0]?.at).toBeInstanceOf(Date);
  });

  it("shrinks within a refinement as a filter of fast-check does", () => {
    const isEven = (value: number): boolean => value % 2 === 0;
    const shrink = (arbitrary: fc.Arbitrary<number>) => {
      const report = fc.check(fc.property(arbitrary, (value) => value < 101), { seed: 3, numRuns: 1000 }); // biome-ignore format: one line
      return { found: report.counterexample?.[0], shrinks: report.numShrinks };
    };
    const own = shrink(arbitraryOf(z.int32().min(0).refine(isEven)));
    expect(own).toEqual(shrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }).filter(isEven)));
    expect(own.shrinks).toBeGreaterThan(0);
    expect(isEven(own.found as number)).toBe(true);
  });

  it("accepts overrides by path and by id, a value or an arbitrary", () => {
    const Money = z.object({ amount: z.int(), currency: z.string() }).meta({ id: "Money" });
    const Order = z.object({ buyer: z.object({ name: z.string() }), lines: z.array(z.object({ price: Money, count: z.int() })).min(1), extra: z.record(z.string(), Money) }); // biome-ignore format: one line
    const euro = { amount: 1, currency: "EUR" };
    const options = {
      fields: { "buyer.name": "Ada", "lines[].count": fc.integer({ min: 1, max: 2 }) },
      types: { Money: euro },
    };
    for (const order of fc.sample(arbitraryOf(Order, options), { seed: 1, numRuns: 50 })) {
      expect(order.buyer.name).toBe("Ada");
      for (const line of order.lines) expect([1, 2]).toContain(line.count);
      for (const money of [...order.lines.map(({ price }) => price), ...Object.values(order.extra)])
        expect(money).toEqual(euro);
    }
    const one = { fields: { "lines[].price.currency": "CHF" } };
    for (const { lines } of fc.sample(arbitraryOf(Order, one), { seed: 1, numRuns: 20 })) {
      for (const { price } of lines) expect(price.currency).toBe("CHF");
    }
  });

  it("refuses an override that matches nothing, and names the paths", () => {
    const Order = z.object({ buyer: z.object({ name: z.string() }) });
    expect(() => arbitraryOf(Order, { fields: { "buyer.nam": 1 } })).toThrow(
      /^fields: nothing here is called "buyer\.nam"; did you mean buyer\.name\?/,
    );
    expect(() => arbitraryOf(Order, { types: { Order: 1 } })).toThrow(
      /types: nothing here is called "Order"; there are none/,
    );
  });

  it("names the path of a schema that cannot be drawn, and the override to set", () => {
    const opaque = z.codec(
      z.string().refine((text): boolean => text === "swordfish"),
      z.instanceof(Map),
      {
        decode: () => new Map(),
        encode: () => "swordfish",
      },
    );
    const Order = z.object({ list: z.array(z.object({ secret: opaque })).min(1) });
    const draw = () => fc.sample(arbitraryOf(Order), { seed: 1, numRuns: 1 });
    expect(draw).toThrow(FakeError);
    expect(draw).toThrow(/^list\[\]\.secret: .* \{ fields: \{ "list\[\]\.secret": … \} \}/);
    const [helped] = fc.sample(arbitraryOf(Order, { fields: { "list[].secret": new Map() } }), { seed: 1, numRuns: 1 });
    expect(helped?.list[0]?.secret).toBeInstanceOf(Map);
    const never = z.object({ one: z.int().refine(() => false) });
    expect(() => createFake(never)).toThrow(
      /^one: none of 1000 drawn values fits the checks of this number; override it/,
    );
    expect(() => createFake(z.union([z.never()]))).toThrow(/^\(root\): values of this union cannot be drawn/);
  });
});

describe("createFake", () => {
  const Order = z.object({ id: z.uuid(), at: isoDateTime(), lines: z.array(z.string()) });

  it("creates equal values for equal seeds only", () => {
    expect(createFake(Order, { seed: 5 })).toEqual(createFake(Order, { seed: 5 }));
    const seeds = Array.from({ length: 20 }, (_, seed) => createFake(Order, { seed }).id);
    expect(new Set(seeds).size).toBe(20);
    expect(createFake(Order)).toEqual(createFake(Order, { seed: 1 }));
  });

  it("creates values of both sides", () => {
    expect(createFake(Order).at).toBeInstanceOf(Date);
    expect(typeof createFake(Order, { side: "wire" }).at).toBe("string");
  });

  it("refuses overrides that the schema refuses, with their path, and invalid seeds", () => {
    expect(() => createFake(Order, { fields: { id: "7" } })).toThrow(/the overrides do not fit:[\s\S]*at id/);
    expect(() => createFake(Order, { seed: 0.5 })).toThrow(/seed: expected an integer, found 0\.5/);
  });
});

describe("createFakes", () => {
  const Kind = z.enum(["big", "small"]).meta({ id: "Kind" });
  const Parcel = z.object({ id: z.int(), at: isoDateTime(), kind: Kind }).meta({ id: "Parcel" });
  const contract = defineContract("post", { operations: { send: { input: Parcel, output: z.array(Parcel) } } });
  type Parcel = z.output<typeof Parcel>;
  const fakes = createFakes<{ Parcel: Fake<Parcel>; Kind: Fake<"big" | "small"> }>(contract);

  it("creates values of all named types, with replaced fields", () => {
    expect(Object.keys(fakes)).toEqual(["Parcel", "Kind"]);
    const parcel = fakes.Parcel({ kind: "big" }, { seed: 4 });
    expect(parcel).toEqual({ ...fakes.Parcel({}, { seed: 4 }), kind: "big" });
    expect(parcel.at).toBeInstanceOf(Date);
    expect(["big", "small"]).toContain(fakes.Kind());
    expect(fakes.Kind("small")).toBe("small");
  });

  it("refuses fields that the schema refuses, with their path", () => {
    expect(() => fakes.Parcel({ id: 0.5 })).toThrow(/^Parcel: expected fields that its schema accepts:[\s\S]*at id/);
  });
});

describe("createFake with an override by name", () => {
  const Address = z.object({ street: z.string() }).meta({ id: "Address" });

  it.each([
    ["described", Address.describe("home")],
    ["refined", Address.refine(() => true)],
    ["described and refined", Address.describe("home").refine(() => true)],
    ["optional", Address.describe("home").optional()],
    ["in an array", z.tuple([Address.refine(() => true)])],
  ])("holds for a copy that is %s", (_name, copy) => {
    const given = { street: "Via Appia" };
    for (let seed = 1; seed < 20; seed += 1) {
      const { one } = createFake(z.object({ one: copy, plain: Address }), { seed, types: { Address: given } });
      if (one !== undefined) expect([one].flat()).toEqual([given]);
    }
  });
});
