import { describe, expect, it } from "vitest";
import { z } from "zod";
import { base64, bigintText, isoDateTime } from "../schema/wire-codecs.ts";
import { ContractError, defineContract, getOperation } from "./define-contract.ts";
import type { OperationDefinition } from "./operation.ts";

function faultsOf(operation: OperationDefinition): readonly string[] {
  try {
    defineContract("shop", { operations: { op: operation } });
  } catch (error) {
    if (error instanceof ContractError) return error.faults;
    throw error;
  }
  return [];
}

const refused: Record<string, z.ZodType> = {
  any: z.any(),
  bigint: z.bigint(),
  catch: z.string().catch("x"),
  coerce: z.coerce.number(),
  custom: z.custom<string>(),
  date: z.date(),
  file: z.file(),
  function: z.function() as unknown as z.ZodType,
  instanceof: z.instanceof(URL),
  map: z.map(z.string(), z.string()),
  nan: z.nan(),
  prefault: z.string().prefault("x"),
  preprocess: z.preprocess((value) => value, z.string()),
  promise: z.promise(z.string()),
  set: z.set(z.string()),
  success: z.success(z.string()),
  symbol: z.symbol(),
  transform: z.string().transform((text) => text.length),
  undefined: z.undefined(),
  undefinedLiteral: z.literal([undefined]),
  bigintLiteral: z.literal(1n),
  unknown: z.unknown(),
  void: z.void(),
  asyncCodec: z.codec(z.string(), z.number(), {
    decode: async (text) => Number(text),
    encode: (value) => String(value),
  }),
};

const text = z.string();
const asyncTrue = async (): Promise<boolean> => true;

/** Schemas whose array elements could be `undefined`. */
const undefinedElements: Record<string, z.ZodType> = {
  optional: text.optional(),
  nullable: text.optional().nullable(),
  nullish: text.nullish(),
  readonly: text.optional().readonly(),
  branded: text.optional().brand("id"),
  lazy: z.lazy(() => text.optional()),
  union: z.union([text.optional(), z.int()]),
  exclusive: z.xor([text.optional(), z.int()]),
  intersection: z.intersection(text.optional(), text.optional()),
  pipe: text.optional().pipe(text.optional()),
  exactOptional: z.exactOptional(text),
  codec: z.codec(text.optional(), text.nullable(), {
    decode: (value) => value ?? null,
    encode: (value) => value ?? undefined,
  }),
};

const refusedForms: Record<string, z.ZodType> = {
  asyncRefine: text.refine(asyncTrue),
  asyncCheck: text.check(async () => {}),
  asyncOverwrite: text.overwrite((async (value: string) => value) as never),
  asyncDomainCheck: z.codec(text, z.date().refine(asyncTrue), {
    decode: (value) => new Date(value),
    encode: (date) => date.toISOString(),
  }),
  asyncProperty: text.check(z.property("length", z.number().refine(asyncTrue)) as never),
  undefinedDefault: text.optional().default(undefined as never),
  promisedDefault: text.default((async () => "x") as never),
  looseRecord: z.looseRecord(z.string().regex(/^a/), text),
  looseObject: z.looseObject({ a: text }),
  catchallAny: z.object({}).catchall(z.any()),
  symbolKey: z.object({ [Symbol("key")]: text } as never),
  recordOfDates: z.record(isoDateTime() as never, text),
  nanLiteral: z.literal(Number.NaN),
  infiniteLiteral: z.literal([1, Number.POSITIVE_INFINITY]),
  negativeZero: z.literal(-0),
  nanEnum: z.enum({ A: Number.NaN } as never),
  infiniteEnum: z.enum({ A: Number.NEGATIVE_INFINITY } as never),
};

interface Tree {
  name: string;
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z.object({ name: z.string(), children: z.array(z.lazy(() => Tree)) });

const accepted: Record<string, z.ZodType> = {
  array: z.array(z.string()),
  base64: base64(),
  bigintText: bigintText(),
  boolean: z.boolean(),
  branded: z.string().brand("id"),
  default: z.number().default(3),
  discriminated: z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") }), z.object({ kind: z.literal("b") })]),
  enum: z.enum(["a", "b"]),
  format: z.email(),
  intersection: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
  isoDateTime: isoDateTime(),
  json: z.json(),
  nullable: z.string().nullable(),
  pipe: z.string().pipe(z.string().min(1)),
  record: z.record(z.string(), z.number()),
  recursive: Tree,
  refined: z.string().refine((text) => text !== "x"),
  strict: z.strictObject({ a: z.string() }),
  template: z.templateLiteral(["a-", z.number()]),
  trimmed: z.string().trim(),
  tuple: z.tuple([z.string(), z.number()]),
  union: z.union([z.string(), z.number()]),
};

describe("defineContract", () => {
  it.each(Object.keys(refused))("refuses %s at every depth, with its path", (kind) => {
    const schema = refused[kind] as z.ZodType;
    const faults = faultsOf({ input: z.object({ list: z.array(z.object({ field: schema })) }), output: schema });
    expect(faults.some((fault) => fault.startsWith("operations.op.input.list[].field: "))).toBe(true);
    expect(faults.some((fault) => fault.startsWith("operations.op.output: "))).toBe(true);
  });

  it.each(Object.keys(accepted))("accepts %s", (kind) => {
    const schema = accepted[kind] as z.ZodType;
    expect(faultsOf({ input: z.object({ field: schema }), output: schema })).toEqual([]);
  });

  it("names codecs in messages about dates", () => {
    expect(faultsOf({ output: z.object({ createdAt: z.date() }) })).toEqual([
      "operations.op.output.createdAt: a date has no JSON form; write isoDateTime()",
    ]);
  });

  it.each(Object.keys(refusedForms))("refuses %s, with its path", (form) => {
    const faults = faultsOf({
      output: z.object({ list: z.array(z.object({ field: refusedForms[form] as z.ZodType })) }),
    });
    expect(faults).toEqual([expect.stringMatching(/^operations\.op\.output\.list\[\]\.field(\.\*)?: /)]);
  });

  it.each(Object.keys(undefinedElements))("refuses undefined in arrays, tuples and records: %s", (kind) => {
    const element = undefinedElements[kind] as z.ZodType;
    expect(faultsOf({ output: z.array(element) })).toEqual([expect.stringContaining("output[]: an array cannot hold")]);
    expect(faultsOf({ output: z.tuple([text, element]) })).toEqual([expect.stringContaining("output[1]: an array")]);
    expect(faultsOf({ output: z.tuple([text], element) })).toEqual([expect.stringContaining("output[]: an array")]);
    expect(faultsOf({ output: z.record(text, element) })).toEqual([
      expect.stringContaining("output.*: a record cannot"),
    ]);
    expect(faultsOf({ output: element })).toEqual([expect.stringContaining("op.output: an optional output")]);
    expect(faultsOf({ output: z.object({ field: element }) })).toEqual([]);
  });

  it.each([
    ["a default", text.default("x")],
    ["an optional default", text.default("x").optional()],
    ["a required one", text.optional().nonoptional()],
    ["null", text.nullable()],
    ["a codec whose domain is optional", z.codec(text, text.optional(), { decode: (x) => x, encode: (x) => x ?? "" })],
  ])("accepts %s in arrays and records", (_name, element) => {
    expect(faultsOf({ output: z.object({ list: z.array(element), record: z.record(text, element) }) })).toEqual([]);
  });

  it("refuses undefined inside arrays and as an output", () => {
    expect(faultsOf({ output: z.array(z.string().optional()) })).toEqual([
      expect.stringContaining("operations.op.output[]: an array cannot hold undefined"),
    ]);
    expect(faultsOf({ output: z.string().optional() })).toEqual([
      expect.stringContaining("operations.op.output: an optional output"),
    ]);
  });

  it("refuses optional properties of a name that every object inherits", () => {
    const named = (field: z.ZodType): z.ZodType => z.object({ constructor: field });
    expect(faultsOf({ output: named(z.string().optional()) })).toEqual([
      expect.stringContaining("operations.op.output.constructor: every object inherits constructor"),
    ]);
    expect(faultsOf({ output: named(z.string().default("a")) })).toHaveLength(1);
    expect(faultsOf({ output: named(z.string()) })).toEqual([]);
    const assigned = z.object(Object.fromEntries([["__proto__", z.string()]]));
    expect(faultsOf({ output: assigned })).toEqual([expect.stringContaining("__proto__ is never assigned")]);
  });

  it("lists every fault of a contract at once", () => {
    const define = (): unknown =>
      defineContract("Shop", {
        operations: {
          list: { http: "GET /items/{shelf}", input: z.object({ filter: z.object({ a: z.string() }) }) },
          safe: { http: "FETCH /x" },
          again: { http: "GET /items/{other}", input: z.object({ other: z.string() }) },
          odd: { errors: { nope: { code: "teapot" as never } }, timeoutMs: -1, input: z.string() as never },
        },
      });
    expect(define).toThrow(ContractError);
    expect(define).toThrow(/name: expected camelCase/);
    expect(define).toThrow(/list\.http: the placeholder \{shelf\} has no field/);
    expect(define).toThrow(/list\.input\.filter: a query field must be/);
    expect(define).toThrow(/operations\.safe: the name is taken/);
    expect(define).toThrow(/safe\.http: expected one of GET/);
    expect(define).toThrow(
      /again\.http: list and again both serve GET \/items\/\{other\}; give one of them another path/,
    );
    expect(define).toThrow(/errors\.nope\.code: expected one of/);
    expect(define).toThrow(/odd\.timeoutMs: expected a positive number/);
    expect(define).toThrow(/odd\.input: expected one flat z\.object\(\), found string/);
  });

  it("binds placeholders to the path, the rest to query or body by method, and explicit fields to their location", () => {
    const contract = defineContract("shop", {
      operations: {
        read: { http: "GET /items/{id}", input: z.object({ page: z.int().default(1), id: z.string() }) },
        write: {
          http: "PUT /items/{id}",
          input: z.object({ id: z.string(), name: z.string(), dry: z.boolean(), key: z.string() }),
          in: { query: ["dry"], header: ["key"] },
        },
      },
    });
    expect(Object.fromEntries(getOperation(contract, "read").fieldLocations)).toEqual({ page: "query", id: "path" });
    expect(Object.fromEntries(getOperation(contract, "write").fieldLocations)).toEqual({
      id: "path",
      name: "body",
      dry: "query",
      key: "header",
    });
  });

  it("refuses fields outside the body that have no text form", () => {
    const faults = faultsOf({
      http: "GET /x",
      input: z.object({ mixed: z.literal(["1", 2]), union: z.union([z.string(), z.number()]) }).catchall(z.string()),
    });
    expect(faults).toEqual([
      expect.stringContaining("operations.op.input.mixed: a query field must be"),
      expect.stringContaining("operations.op.input.union: a query field must be"),
      "operations.op.input: a catchall needs a body, which GET does not have; use POST",
    ]);
  });

  it.each([
    ...["host", "authorization", "contentType", "seamlineCallId", "seamlineOperation", "accept", "Accept"],
    ...["acceptLanguage", "origin", "accessControlRequestMethod", "forwarded", "xRealIp", "range", "constructor"],
  ])("refuses the header field %s", (name) => {
    const faults = faultsOf({ input: z.object({ [name]: z.string() }), in: { header: [name] } });
    expect(faults).toEqual([expect.stringMatching(`operations.op.input.${name}: the header ".+" is not free`)]);
  });

  it.each(["tenant_key", "tenant.key", "_tenant", "-tenant", "täg"])(
    "refuses the header field %s, which proxies drop",
    (name) => {
      const faults = faultsOf({ input: z.object({ [name]: z.string() }), in: { header: [name] } });
      expect(faults).toEqual([expect.stringContaining("expected a header of letters, digits and hyphens")]);
    },
  );

  it.each([
    ["ifMatch", "if-match"],
    ["A", "a"],
    ["tenantKey", "tenant-key"],
  ])("refuses the fields %s and %s of one header", (one, other) => {
    const text = z.string().optional();
    const faults = faultsOf({ input: z.object({ [one]: text, [other]: text }), in: { header: [one, other] } });
    expect(faults).toEqual([
      `operations.op.in.header: ${one} and ${other} share the header ${other}; rename one of them`,
    ]);
  });

  it.each<[NonNullable<OperationDefinition["in"]>, string]>([
    [{ query: ["a"], header: ["a"] }, 'in.header: "a" is in in.query, too; a field has one location, list it in one'],
    [{ header: ["a"], query: ["a"] }, 'in.query: "a" is in in.header, too; a field has one location, list it in one'],
    [{ query: ["a", "a"] }, 'in.query: "a" is listed twice; list it once'],
    [{ query: ["id"] }, 'in.query: "id" is in the path, as {id}; leave it out of in.query'],
    [{ header: ["id"] }, 'in.header: "id" is in the path, as {id}; leave it out of in.header'],
  ])("refuses the locations %j", (given, fault) => {
    const input = z.object({ id: z.string(), a: z.string().optional() });
    expect(faultsOf({ http: "POST /x/{id}", input, in: given })).toEqual([`operations.op.${fault}`]);
  });

  const endless: z.ZodType = z.lazy(() => z.union([text, endless]));
  const kind = (value: string): z.ZodObject<{ kind: z.ZodLiteral<string> }> => z.object({ kind: z.literal(value) });

  it.each<[string, () => unknown, string]>([
    ["a tag of any text", () => z.discriminatedUnion("kind", [kind("a"), z.object({ kind: text })] as never), "index"],
    ["one tag twice", () => z.discriminatedUnion("kind", [kind("a"), kind("a")]), 'Duplicate discriminator value "a"'],
    [
      "a bad tag with a fallback",
      () => z.discriminatedUnion("kind", [kind("a"), z.object({ kind: text })] as never, { unionFallback: true }),
      'its own literal or enum in "kind"',
    ],
    [
      "one tag twice, further down",
      () => z.discriminatedUnion("kind", [z.discriminatedUnion("kind", [kind("a"), kind("a")]), kind("b")]),
      "Duplicate",
    ],
    ["a lazy getter that throws", () => z.lazy(() => JSON.parse("{")), "zod cannot read values by this schema: "],
    ["a lazy getter without a schema", () => z.lazy(() => undefined as never), "expected a zod schema"],
    ["a field without a schema", () => z.object({ at: undefined as never }), "expected a zod schema"],
    ["a wrapper without a schema", () => z.optional(undefined as never), "expected a zod schema"],
    ["a schema made of itself", () => endless, "made of itself"],
    [
      "a pattern that is none",
      () => text.regex("^a" as never),
      "expected a regular expression in .regex(), found string",
    ],
    ["a refinement that is none", () => text.refine(5 as never), "expected a function in .refine()"],
  ])("refuses %s, which throws at the first value", (_name, make, fault) => {
    const faults = faultsOf({ input: z.object({ value: make() as z.ZodType }) });
    expect(faults).toEqual([expect.stringMatching(/^operations\.op\.input\.value(\.at)?: /)]);
    expect(faults[0]).toContain(fault);
    expect(faultsOf({ output: make() as z.ZodType })).toHaveLength(1);
  });

  const none = (wire: z.ZodType<string | null | undefined>, empty: null | undefined): z.ZodType => {
    const domain = z.union([z.literal("none"), z.int()]);
    return z.codec(wire, domain, {
      decode: (value) => (value === empty ? "none" : Number(value)),
      encode: (value) => (value === "none" ? empty : String(value)),
    });
  };
  const ofNull = none(text.nullable(), null);
  const ofNothing = none(text.optional(), undefined);
  const plain = z.codec(text.nullish(), z.int().nullish(), {
    decode: (value) => (typeof value === "string" ? Number(value) : value),
    encode: (value) => (typeof value === "number" ? String(value) : value),
  });

  it.each<[string, z.ZodType, string]>([
    ["null in .nullable()", ofNull.nullable(), ".nullable()"],
    ["null in .nullish()", ofNull.nullish(), ".nullable()"],
    ["null in a wrapper in .nullable()", ofNull.readonly().nullable(), ".nullable()"],
    ["null in a union in .nullable()", z.union([ofNull, z.int()]).nullable(), ".nullable()"],
    ["null in a lazy schema in .nullable()", z.lazy(() => ofNull).nullable(), ".nullable()"],
    ["nothing in .default()", ofNothing.default(7), ".default()"],
    ["nothing in .optional()", ofNothing.optional(), ".optional() or .partial()"],
    ["nothing in .exactOptional()", z.exactOptional(ofNothing), ".exactOptional()"],
    ["nothing in a wrapper in .default()", ofNothing.readonly().default(7), ".default()"],
  ])("refuses a codec that writes %s, which is lost", (_name, schema, wrapper) => {
    const faults = faultsOf({ input: z.object({ value: schema }) });
    expect(faults).toEqual([expect.stringContaining("operations.op.input.value: the codec in ")]);
    expect(faults[0]).toContain(`leave out ${wrapper}`);
  });

  it("refuses .partial() of a codec that writes nothing, and accepts what a wrapper does not lose", () => {
    expect(faultsOf({ input: z.object({ value: ofNothing }).partial() })).toHaveLength(1);
    expect(faultsOf({ input: z.object({ value: ofNothing, other: ofNull, more: ofNull.optional() }) })).toEqual([]);
    expect(faultsOf({ input: z.object({ value: ofNothing.nullable(), other: ofNull.default(7) }) })).toEqual([]);
    expect(faultsOf({ input: z.object({ value: plain.optional(), other: plain.nullable() }) })).toEqual([]);
    expect(
      faultsOf({ input: z.object({ at: isoDateTime().nullish(), to: isoDateTime().default(new Date(0)) }) }),
    ).toEqual([]);
  });

  it("takes idempotency from the method unless the definition sets it", () => {
    const contract = defineContract("shop", {
      operations: { a: { http: "PUT /a" }, b: { http: "PATCH /b" }, c: { http: "POST /c", idempotent: true } },
    });
    expect(Object.values(contract.operations).map((operation) => operation.idempotent)).toEqual([true, false, true]);
  });

  it("hashes the observable parts, and nothing else", () => {
    const define = (summary: string, field: string): string =>
      defineContract("shop", { operations: { op: { summary, input: z.object({ [field]: z.string() }) } } }).hash;
    expect(define("one", "a")).toBe(define("two", "a"));
    expect(define("one", "a")).not.toBe(define("one", "b"));
    const computed = (): string =>
      defineContract("shop", {
        operations: { op: { input: z.object({ id: z.uuid().default(() => crypto.randomUUID()) }) } },
      }).hash;
    expect(computed()).toBe(computed());
  });

  it("reports an operation that generated code calls and the contract lacks", () => {
    const contract = defineContract("shop", { operations: {} });
    expect(() => getOperation(contract, "toString")).toThrow(/operations\.toString: generated code calls it/);
  });
});
