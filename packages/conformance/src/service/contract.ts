/**
 * The contracts of two conformance services. `conformance` echoes values of every kind, fails in
 * every way and reports its context; `neighbour` is a second service behind it.
 */

import { base64, bigintText, bytes, type Contract, codes, defineContract, isoDateTime, stream } from "@seamline/core";
import { z } from "zod";

const Scalars = z.object({ text: z.string(), count: z.number(), whole: z.int(), flag: z.boolean() });

const Fields = z.object({
  name: z.string(),
  nick: z.string().optional(),
  note: z.string().nullable(),
  size: z.enum(["small", "large"]).default("small"),
  options: z.object({ depth: z.int().default(1), tags: z.array(z.string()) }).default({ depth: 2, tags: ["standard"] }),
});

/** A schema only for cases that change defaults, so that a leak affects no other case. */
const Tagged = z.object({
  name: z.string(),
  options: z.object({ tags: z.array(z.string()) }).default({ tags: ["standard"] }),
});

const Items = z.object({ items: z.array(z.object({ id: z.int(), label: z.string().optional() })) });

const Variants = z.object({
  any: z.union([z.string(), z.number(), z.object({ either: z.boolean() }), z.null()]),
  shape: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("circle"), radius: z.number() }),
    z.object({ kind: z.literal("square"), side: z.number(), label: z.string().default("plain") }),
  ]),
});

const StreamItem = z.object({ id: z.int(), at: isoDateTime().optional(), kind: z.string().default("plain") });

const Tree = z.object({
  label: z.string(),
  get children() {
    return z.array(Tree);
  },
});

const Rich = z.object({
  at: isoDateTime(),
  amount: bigintText(),
  bytes: base64(),
  until: isoDateTime().optional(),
  all: z.array(z.union([bigintText(), z.null()])).default([]),
});

const Slot = z.object({ shelf: z.string(), slot: z.int(), open: z.boolean() });

const Search = z.object({
  text: z.string().optional(),
  tags: z.array(z.string()),
  numbers: z.array(z.number()).optional(),
  flag: z.boolean().optional(),
  size: z.enum(["small", "large"]).default("small"),
  amount: bigintText().optional(),
  since: isoDateTime().optional(),
});

const Marked = z.object({
  shelf: z.string(),
  mark: z.string().optional(),
  marks: z.array(z.string()).optional(),
  amount: bigintText().optional(),
  count: z.int().default(0),
});

const Item = z.object({ shelf: z.string(), note: z.string().nullable().optional(), count: z.int().default(0) });

const Report = z.object({
  caller: z.string().nullable(),
  origin: z.string(),
  depth: z.int(),
  principal: z.json(),
  tenant: z.string().nullable(),
  locale: z.string().nullable(),
  metadata: z.record(z.string(), z.array(z.string())),
  idempotencyKey: z.string().nullable(),
});

/** The output of `describe`, for other contracts. */
export const contextReport: z.ZodType = Report;

const Trace = z.object({ traceId: z.string(), spanId: z.string() });

/** One declared error for each code, named after it: `notFoundDeclared`. */
const everyCode = Object.fromEntries(codes.map((code) => [`${camelCase(code)}Declared`, { code }]));

const thingMissing = {
  code: "not_found",
  message: "there is no such thing",
  details: z.object({ id: z.int(), since: isoDateTime(), hint: z.string().optional() }),
} as const;

/** The contract of `conformance`. Every operation is internal, the default. */
export const conformanceContract: Contract = defineContract("conformance", {
  operations: {
    // values
    echoScalars: { input: Scalars, output: Scalars },
    echoFields: { input: Fields, output: Fields },
    echoItems: { input: Items, output: Items },
    echoRecord: {
      input: z.object({ entries: z.record(z.string(), z.number()) }),
      output: z.record(z.string(), z.number()),
    },
    echoVariants: { input: Variants, output: Variants },
    echoTree: { input: z.object({ tree: Tree }), output: Tree },
    echoJson: { input: z.object({ value: z.json() }), output: z.json() },
    echoRich: { input: Rich, output: Rich },
    alter: { input: Items, output: Items },
    recall: { output: Items },
    alterDefaults: { input: Tagged, output: Tagged },
    // values in the path and the query
    getSlot: { http: "GET /conformance/shelves/{shelf}/{slot}/{open}", input: Slot, output: Slot },
    search: { http: "GET /conformance/search", input: Search, output: Search },
    replaceItem: { http: "PUT /conformance/items/{shelf}", input: Item, output: Item },
    changeItem: { http: "PATCH /conformance/items/{shelf}", input: Item, output: Item },
    removeItem: {
      http: "DELETE /conformance/items/{shelf}",
      input: z.object({ shelf: z.string(), reason: z.string().optional() }),
    },
    removeItems: { http: "DELETE /conformance/items/all" },
    markItem: {
      http: "POST /conformance/items/{shelf}/marks",
      in: { header: ["mark", "marks", "amount"], query: ["count"] },
      input: Marked,
      output: Marked,
    },
    // outputs by name, see odd-values.ts
    giveNothing: { input: z.object({ what: z.string() }) },
    giveNumber: { input: z.object({ what: z.string() }), output: z.number() },
    giveText: { input: z.object({ what: z.string() }), output: z.string() },
    giveNullable: { input: z.object({ what: z.string() }), output: z.string().nullable() },
    giveItems: { input: z.object({ what: z.string() }), output: Items },
    giveTagged: { input: z.object({ what: z.string() }), output: Tagged },
    giveFields: { input: z.object({ what: z.string() }), output: Fields },
    giveJson: { input: z.object({ what: z.string() }), output: z.json() },
    giveRich: { input: z.object({ what: z.string() }), output: Rich },
    // errors
    fail: {
      input: z.object({ how: z.string() }),
      output: z.string(),
      errors: {
        thingMissing,
        nameTaken: { code: "already_exists", message: "the name is taken" },
        tooBusy: { code: "resource_exhausted", message: "come back later", retryable: true },
      },
    },
    failWithCode: { input: z.object({ code: z.enum(codes) }), errors: everyCode },
    passOn: { input: z.object({ how: z.string() }), output: z.string(), errors: { thingMissing } },
    // context
    describe: { output: Report },
    describeTwice: { output: z.object({ here: Report, there: Report }) },
    relay: { output: z.array(Report) },
    trace: { output: z.array(Trace) },
    unseen: {},
    descend: { output: z.object({ deepest: z.int(), code: z.string() }) },
    restricted: { output: z.string(), allow: ["neighbour"] },
    frame: { output: z.string() },
    // deadline and cancellation
    measure: { output: z.number() },
    measureChild: { output: z.object({ parent: z.number(), child: z.number() }) },
    wait: { output: z.string() },
    waitBelow: { output: z.string() },
    hold: { output: z.string() },
    compute: { input: z.object({ ms: z.int() }), output: z.string() },
    // streams, see streams.ts
    giveStream: {
      input: z.object({ what: z.string() }),
      output: stream(StreamItem),
      errors: { thingMissing },
    },
    giveLarge: { input: z.object({ count: z.int(), size: z.int() }), output: stream(z.string()) },
    countProduced: { output: z.int() },
    describeOften: { input: z.object({ times: z.int() }), output: stream(Report) },
    sumStream: { input: stream(z.int()), output: z.int(), errors: { thingMissing } },
    doubleStream: { input: stream(z.int()), output: stream(z.int()) },
    giveBytes: { input: z.object({ what: z.string() }), output: bytes(), errors: { thingMissing } },
    echoBytes: { input: bytes(), output: bytes() },
  },
});

/**
 * The contract of the second service: some operations have the same names, with errors of their
 * own.
 */
export const neighbourContract: Contract = defineContract("neighbour", {
  operations: {
    describe: { output: Report },
    trace: { output: z.array(Trace) },
    relay: { output: z.array(Report) },
    fail: { input: z.object({ how: z.string() }), output: z.string(), errors: { thingMissing } },
    restricted: { output: z.string(), allow: ["conformance"] },
    callRestricted: { output: z.string() },
    // a route beside those of the other service
    replaceAll: { http: "PUT /conformance/items/all" },
    measure: { output: z.number() },
    wait: { output: z.string() },
  },
});

/**
 * A later version of `conformance`, used only by callers: with one more operation, and more fields.
 */
export const newerContract: Contract = defineContract("conformance", {
  operations: {
    echoItems: {
      input: Items.extend({ note: z.string().optional() }),
      output: Items.extend({ note: z.string().optional() }),
    },
    giveItems: { input: z.object({ what: z.string() }), output: Items.extend({ total: z.int() }) },
    addedLater: { output: z.string() },
  },
});

/** `not_found` → `notFound`. */
function camelCase(code: string): string {
  return code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
