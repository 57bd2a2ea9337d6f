import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PromiseInSchema } from "./promise-guard.ts";
import { SchemaMismatch } from "./schema-mismatch.ts";
import { maxDepth } from "./tree.ts";
import { base64, bigintText, isoDateTime } from "./wire-codecs.ts";
import { createWireSchema } from "./wire-schema.ts";

function mismatch(run: () => unknown): SchemaMismatch {
  try {
    run();
  } catch (reason) {
    if (reason instanceof SchemaMismatch) return reason;
    throw reason;
  }
  throw new Error("expected a mismatch");
}

describe("createWireSchema", () => {
  it("copies, strips unknown keys, drops undefined and applies defaults in one pass", () => {
    const wire = createWireSchema(
      z.object({ a: z.object({ b: z.array(z.int()) }), c: z.string().optional(), d: z.int().default(7) }),
    );
    const given = { a: { b: [1], extra: true }, c: undefined, unknown: 1 };
    const encoded = wire.encode(given) as typeof given;
    expect(encoded).toStrictEqual({ a: { b: [1] }, d: 7 });
    expect(encoded.a.b).not.toBe(given.a.b);
    expect(wire.exact).toBe(true);
  });

  it("drops undefined properties at every position of optional keys", () => {
    const inner = z.object({ x: z.string().optional() });
    const wire = createWireSchema(
      z.object({
        list: z.array(inner),
        record: z.record(z.string(), inner),
        tuple: z.tuple([inner]),
        union: z.union([inner, z.string()]),
        nullable: inner.nullable(),
        wrapped: inner.optional().readonly(),
      }),
    );
    const hollow = { x: undefined };
    const encoded = wire.encode({
      list: [hollow],
      record: { k: hollow },
      tuple: [hollow],
      union: hollow,
      nullable: hollow,
      wrapped: hollow,
    });
    expect(encoded).toStrictEqual({ list: [{}], record: { k: {} }, tuple: [{}], union: {}, nullable: {}, wrapped: {} });
  });

  it("never assigns __proto__", () => {
    const wire = createWireSchema(z.object({ json: z.json(), record: z.record(z.string(), z.int()) }));
    const encoded = wire.encode(
      JSON.parse('{"__proto__":{"polluted":1},"json":{"__proto__":{"polluted":1}},"record":{"__proto__":1}}'),
    );
    expect(JSON.stringify(encoded)).toBe('{"json":{},"record":{}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("converts codecs both ways and is not exact then", () => {
    const wire = createWireSchema(z.object({ at: isoDateTime(), n: bigintText(), b: base64() }));
    const domain = { at: new Date(86_400_000), n: 2n ** 70n, b: new Uint8Array([0, 255]) };
    const encoded = wire.encode(domain);
    expect(encoded).toEqual({ at: "1970-01-02T00:00:00.000Z", n: "1180591620717411303424", b: "AP8=" });
    expect(wire.decode(JSON.parse(JSON.stringify(encoded)))).toEqual(domain);
    expect(wire.exact).toBe(false);
  });

  it("applies defaults once where codecs and defaults meet, unions and recursion included", () => {
    const item = z.object({ at: isoDateTime(), count: z.int().default(2) });
    const wire = createWireSchema(
      z.object({
        since: isoDateTime().default(new Date(0)),
        items: z.array(item).default([]),
        either: z.union([z.string(), item]),
        pair: z.tuple([item, z.string()]),
        map: z.record(z.string(), item),
      }),
    );
    const at = new Date(0);
    const text = "1970-01-01T00:00:00.000Z";
    expect(wire.encode({ items: [{ at }], either: { at }, pair: [{ at }, "x"], map: { k: { at } } })).toEqual({
      since: text,
      items: [{ at: text, count: 2 }],
      either: { at: text, count: 2 },
      pair: [{ at: text, count: 2 }, "x"],
      map: { k: { at: text, count: 2 } },
    });
  });

  it("leaves defaults of a codec's wire side to the wire", () => {
    const pair = z.codec(
      z.object({ text: z.string(), unit: z.string().default("km") }),
      z.object({ length: z.int().default(5) }),
      {
        decode: ({ text }) => ({ length: Number(text) }),
        encode: ({ length }) => ({ text: String(length), unit: "m" }),
      },
    );
    const wire = createWireSchema(z.object({ pair, count: z.int().default(1) }));
    expect(wire.encode({ pair: {} })).toEqual({ pair: { text: "5", unit: "m" }, count: 1 });
  });

  it.each([
    ["NaN", z.object({ n: z.number() }), { n: Number.NaN }, "n"],
    ["Infinity", z.object({ n: z.number() }), { n: Number.POSITIVE_INFINITY }, "n"],
    ["a sparse array", z.object({ list: z.array(z.int()) }), { list: new Array(2) }, "list[0]"],
    ["a function", z.object({ f: z.json() }), { f: () => 1 }, "f"],
    ["a promise", z.object({ p: z.string() }), { p: Promise.resolve("x") }, "p"],
    ["an invalid Date", z.object({ at: isoDateTime() }), { at: new Date(Number.NaN) }, "at"],
    ["nothing", z.object({ n: z.number() }), undefined, "(root)"],
  ])("refuses %s with its path", (_name, schema, value, path) => {
    expect(mismatch(() => createWireSchema(schema).encode(value)).issues[0]?.path).toBe(path);
  });

  it("names the expected and the kind of value found, never the value", () => {
    const error = mismatch(() => createWireSchema(z.object({ age: z.int() })).encode({ age: "s3cret" }));
    expect(error.message).toBe("at age: expected number, found string");
  });

  it("lists a hundred issues at most, and counts all", () => {
    const error = mismatch(() => createWireSchema(z.array(z.int())).encode(Array(5000).fill("x")));
    expect(error.issues).toHaveLength(100);
    expect(error.message).toMatch(/ and 4997 more$/);
  });

  it("survives getters and proxies that throw", () => {
    const hostile = {
      get age(): number {
        throw new Error("s3cret");
      },
    };
    expect(mismatch(() => createWireSchema(z.object({ age: z.int() })).encode(hostile)).issues[0]?.code).toBe(
      "unreadable",
    );
  });

  it("bounds the depth of recursive values and refuses cycles, without recursing", () => {
    const wire = createWireSchema(z.object({ json: z.json() }));
    const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
    expect(wire.encode({ json: nested(maxDepth - 1) })).toBeDefined();
    expect(mismatch(() => wire.encode({ json: nested(maxDepth) })).issues[0]?.code).toBe("too_deep");
    expect(mismatch(() => wire.encode({ json: nested(1_000_000) })).issues[0]?.code).toBe("too_deep");
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(mismatch(() => wire.encode({ json: cycle })).issues[0]?.code).toBe("cycle");
  });

  it("refuses a small object that is reached over more paths than any size limit admits", () => {
    let value: unknown = 1;
    for (let level = 0; level < maxDepth - 2; level += 1) value = [value, value];
    expect(mismatch(() => createWireSchema(z.object({ json: z.json() })).encode({ json: value })).issues[0]?.code).toBe(
      "too_many",
    );
  });

  it.each([
    ["without codecs", z.int().default(1)],
    ["with codecs and defaults", isoDateTime().default(new Date(0))],
  ])("reads every level of a recursive union once, %s", (_name, field) => {
    let reads = 0;
    const Expression: z.ZodType = z.lazy(() =>
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("not"), of: Expression.nullable(), note: z.string().optional(), field }),
        z.object({ kind: z.literal("same"), of: Expression.nullable(), n: z.int().optional(), field: counted }),
      ]),
    );
    const counted = z.string().overwrite((text) => {
      reads += 1;
      return text;
    });
    const wire = createWireSchema(z.object({ expression: Expression }));
    let expression: unknown = null;
    for (let level = 0; level < 40; level += 1) {
      expression =
        level % 2 === 0 ? { kind: "same", of: expression, field: "x", n: undefined } : { kind: "not", of: expression };
    }
    const encoded = wire.encode({ expression });
    // zod reads a value whose schema has checks twice on the way out.
    expect(reads).toBeLessThanOrEqual(40);
    reads = 0;
    wire.decode(JSON.parse(JSON.stringify(encoded)));
    expect(reads).toBe(20);
  });

  it("makes two of an object reached twice, and drops undefined, in JSON too", () => {
    const shared = { x: 1, gone: undefined };
    const { json } = createWireSchema(z.object({ json: z.json() })).encode({ json: { a: shared, b: [shared] } }) as {
      json: { a: object; b: object[] };
    };
    expect(json).toStrictEqual({ a: { x: 1 }, b: [{ x: 1 }] });
    expect(json.a).not.toBe(json.b[0]);
  });

  it("gives every value its own defaults, at every depth", () => {
    const wire = createWireSchema(
      z.object({ options: z.object({ tags: z.array(z.string()) }).default({ tags: ["a"] }) }),
    );
    for (let round = 0; round < 2; round += 1) {
      for (const convert of [wire.encode, wire.decode]) {
        const { options } = convert({}) as { options: { tags: string[] } };
        expect(options.tags).toEqual(["a"]);
        options.tags.push("b");
      }
    }
  });

  it("refuses or keeps other keys by the schema, where codecs and defaults meet", () => {
    const shape = { at: isoDateTime(), n: z.int().default(1) };
    const given = { at: new Date(0), other: "kept" };
    expect(() => createWireSchema(z.strictObject(shape)).encode(given)).toThrow(/expected no other keys/);
    expect(createWireSchema(z.object(shape).catchall(z.string())).encode(given)).toMatchObject({ n: 1, other: "kept" });
  });

  it("decodes again if a check changes values, even without a codec", () => {
    expect(createWireSchema(z.object({ name: z.string().trim() })).exact).toBe(false);
  });

  it("fills in the defaults of both sides of an intersection beside codecs", () => {
    const left = z.object({ a: z.int().default(1) });
    const right = z.object({ at: isoDateTime(), c: z.string(), d: z.string().optional() });
    const wire = createWireSchema(z.intersection(left, right));
    const at = new Date(0);
    expect(wire.encode({ at, c: "x", other: 1 })).toEqual({ a: 1, at: at.toISOString(), c: "x" });
    expect(wire.encode({ a: 2, at, c: "x", d: "y" })).toEqual({ a: 2, at: at.toISOString(), c: "x", d: "y" });
    expect(() => wire.encode({ a: 2, c: "x" })).toThrow("at at: expected date, found nothing");
    const nested = createWireSchema(z.object({ value: z.intersection(right, left).array() }));
    expect(nested.encode({ value: [{ at, c: "x" }] })).toEqual({ value: [{ at: at.toISOString(), c: "x", a: 1 }] });
  });

  it("is not exact if the value made by one option of a union may fit another", () => {
    const filled = z.object({ a: z.int().default(0) });
    const wire = createWireSchema(z.object({ value: z.union([filled, z.object({})]) }));
    expect(wire.encode({ value: { a: "x" } })).toEqual({ value: {} });
    expect(wire.decode({ value: {} })).toEqual({ value: { a: 0 } });
    const exact = (field: z.ZodType): boolean => createWireSchema(z.object({ field })).exact;
    expect(wire.exact).toBe(false);
    expect(exact(z.union([z.array(filled), z.string(), z.object({ b: filled })]))).toBe(false);
    expect(exact(z.union([filled, z.string(), z.array(z.int())]))).toBe(true);
    expect(exact(z.json())).toBe(true);
    const kinds = [
      z.object({ kind: z.literal("a"), a: z.int().default(0) }),
      z.object({ kind: z.literal("b") }),
    ] as const;
    expect(exact(z.discriminatedUnion("kind", kinds))).toBe(true);
  });

  it("decodes again if a default differs from the value its schema would read", () => {
    const exact = (field: z.ZodType): boolean => createWireSchema(z.object({ field })).exact;
    expect(exact(z.string().max(3).default("abc"))).toBe(true);
    expect(exact(z.string().max(3).default("abcd"))).toBe(false);
    const ordered = z.object({ a: z.int(), b: z.int() });
    expect(exact(ordered.default({ a: 1, b: 2 }))).toBe(true);
    expect(exact(ordered.default({ b: 2, a: 1 }))).toBe(false);
    const wire = createWireSchema(z.object({ field: z.number().nullable().default(Number.NaN) }));
    expect(() => wire.encode({})).toThrow(/field: expected number, found NaN/);
  });

  it("freezes a default of a readonly schema as any value of it, and drops a codec's absent wire side", () => {
    const frozen = createWireSchema(z.object({ list: z.array(z.int()).readonly().default([1]) }));
    expect(frozen.exact).toBe(false);
    const { list } = frozen.decode(frozen.encode({})) as { list: number[] };
    expect(Object.isFrozen(list)).toBe(true);
    const orNull = z.codec(z.string().optional(), z.string().nullable(), {
      decode: (text) => text ?? null,
      encode: (text) => text ?? undefined,
    });
    const wire = createWireSchema(z.object({ a: orNull }));
    expect(wire.encode({ a: null })).toStrictEqual({});
    expect(wire.decode({})).toStrictEqual({ a: null });
  });

  it("keeps an instance of a class that is a default", () => {
    class Money {
      amount = 1;
    }
    const money = z.codec(z.number(), z.instanceof(Money), {
      decode: () => new Money(),
      encode: ({ amount }) => amount,
    });
    expect(createWireSchema(z.object({ money: money.default(new Money()) })).encode({})).toEqual({ money: 1 });
  });

  it.each<[string, z.ZodType, unknown]>([
    ["a refinement", z.string().refine(() => Promise.reject(new Error("late")) as never), "x"],
    ["a superRefine", z.string().superRefine((async () => Promise.reject(new Error("late"))) as never), "x"],
    ["a check", z.string().check((() => Promise.reject(new Error("late"))) as never), "x"],
    [
      "an overwrite",
      z
        .string()
        .overwrite((() => Promise.resolve("y")) as never)
        .min(1),
      "x",
    ],
    ["an option of a union", z.union([z.int(), z.string().refine(() => Promise.resolve(true) as never)]), "x"],
    ["a codec", z.codec(z.string(), z.date(), { decode: () => Promise.resolve(new Date(0)), encode: () => Promise.reject(new Error("late")) }), new Date(0)], // biome-ignore format: one line
    ["a check of a domain value", z.codec(z.string(), z.date().refine(() => Promise.resolve(true) as never), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }), new Date(0)], // biome-ignore format: one line
  ])("reports a promise returned by %s as the schema's own fault", async (_name, schema, value) => {
    const wire = createWireSchema(z.object({ field: schema }));
    expect(() => wire.encode({ field: value })).toThrow(PromiseInSchema);
    expect(() => wire.decode({ field: "1970-01-01T00:00:00.000Z" })).toThrow(/returned a promise/);
    await new Promise((resolve) => setImmediate(resolve)); // a promise left alone would end the process here
  });

  it("leaves the functions of a schema as they were outside of the call path", async () => {
    const schema = z.string().refine(() => Promise.resolve(true) as never);
    expect(() => createWireSchema(schema).encode("x")).toThrow(PromiseInSchema);
    expect(await schema.parseAsync("x")).toBe("x");
  });

  it("gives the same wire value before and after JSON, for any JSON value", () => {
    const wire = createWireSchema(z.object({ json: z.json() }));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        const encoded = wire.encode({ json });
        // As text, because -0 and 0 count as equal.
        expect(JSON.stringify(wire.decode(JSON.parse(JSON.stringify(encoded))))).toBe(JSON.stringify(encoded));
      }),
    );
  });
});

describe("an exact optional property", () => {
  const shape = {
    plain: z.exactOptional(z.int()),
    at: z.exactOptional(isoDateTime()),
    maybe: z.exactOptional(z.string()).nullable(),
    frozen: z.exactOptional(z.string()).readonly(),
  };
  const absent = { plain: undefined, at: undefined, maybe: undefined, frozen: undefined };

  it.each<[string, z.ZodType, unknown, unknown]>([
    ["an object", z.object(shape), absent, {}],
    [
      "an object without codecs",
      z.object({ a: z.exactOptional(z.int()), b: z.int() }),
      { a: undefined, b: 1 },
      { b: 1 },
    ],
    ["a strict object", z.strictObject(shape), absent, {}],
    ["an object with a catchall", z.object(shape).catchall(z.int()), { ...absent, more: 1 }, { more: 1 }],
    ["an object with defaults", z.object({ ...shape, n: z.int().default(1) }), absent, { n: 1 }],
    ["a list", z.array(z.object(shape)), [absent, {}], [{}, {}]],
    ["a record", z.record(z.string(), z.object(shape)), { a: absent }, { a: {} }],
    ["a tuple", z.tuple([z.object(shape)]), [absent], [{}]],
    ["a union", z.union([z.int(), z.object(shape)]), absent, {}],
    ["an intersection", z.intersection(z.object(shape), z.object({ b: z.int() })), { ...absent, b: 1 }, { b: 1 }],
    ["wrappers", z.object({ a: z.object(shape).optional().nullable() }).readonly(), { a: absent }, { a: {} }],
  ])("is dropped if it is undefined, in %s", (_name, schema, value, wire) => {
    expect(createWireSchema(schema).encode(value)).toStrictEqual(wire);
    expect(createWireSchema(schema).encode(wire)).toStrictEqual(wire);
  });

  it("reads getters of class instances, and keeps what is set", () => {
    class Spot {
      get plain() {
        return 1;
      }
      get maybe() {
        return null;
      }
    }
    expect(createWireSchema(z.object(shape)).encode(new Spot())).toEqual({ plain: 1, maybe: null });
  });

  it("refuses null and other types", () => {
    const wire = createWireSchema(z.object({ a: z.exactOptional(z.int()) }));
    expect(() => wire.encode({ a: null })).toThrow("at a: expected number, found null");
  });
});
