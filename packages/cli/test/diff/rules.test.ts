/** Every rule: the changes that trigger it, their paths, and the sides that they break. */

import {
  type ContractDefinition,
  defineContract,
  type EventDefinition,
  isoDateTime,
  type OperationDefinition,
  stream,
} from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ContractChange, type RuleName, rules } from "../../src/diff/change.ts";
import { compareContracts } from "../../src/diff/compare-contracts.ts";
import type { CallSide } from "../../src/diff/rule.ts";
import { schemaRules } from "../../src/diff/schema-rules.ts";
import { takeSnapshot } from "../../src/model/contract-snapshot.ts";

type Operations = ContractDefinition["operations"];

function compare(before: Operations, after: Operations): readonly ContractChange[] {
  const [one, other] = [before, after].map((operations) => takeSnapshot(defineContract("shop", { operations })));
  return compareContracts(one as never, other as never);
}

/** `c`: callers, `h`: handlers, `r`: receivers, `p`: publishers, `-`: none. */
function printBreaks({ breaks }: ContractChange): string {
  return breaks.map((side) => side.charAt(0)).join("") || "-";
}

const a = z.string();
const n = z.int();
/** Two objects of which either takes values of the other; the first fills in what is absent. */
const Defaulted = z.object({ a, n: n.default(1) });
const Sparse = z.object({ a, n: n.optional() });
const Circle = z.object({ kind: z.literal("circle"), r: n });
const Square = z.object({ kind: z.literal("square"), r: n });
const shapes = (...options: readonly z.ZodObject[]) => z.discriminatedUnion("kind", options as never);

type SchemaRow = readonly [rules: string, before: z.ZodType, after: z.ZodType, input: string, output: string];

/** The changes below `value`, with the sides that each breaks in an input and in an output. */
const schemaRows: readonly SchemaRow[] = [
  ["optional-field-added .b", z.object({ a }), z.object({ a, b: n.optional() }), "-", "-"],
  ["optional-field-added .b", z.object({ a }), z.object({ a, b: n.default(1) }), "-", "-"],
  ["required-field-added .b", z.object({ a }), z.object({ a, b: n }), "c", "h"],
  ["optional-field-removed .b", z.object({ a, b: n.default(1) }), z.object({ a }), "-", "-"],
  ["required-field-removed .b", z.object({ a, b: n }), z.object({ a }), "h", "c"],
  ["field-became-optional .a", z.object({ a }), z.object({ a: a.optional() }), "h", "c"],
  ["field-became-required .a", z.object({ a: a.optional() }), z.object({ a }), "c", "h"],
  ["default-added .a", z.object({ a }), z.object({ a: a.default("x") }), "h", "-"],
  ["default-removed .a", z.object({ a: a.default("x") }), z.object({ a }), "c", "-"],
  ["optional-became-default .a", z.object({ a: a.optional() }), z.object({ a: a.default("x") }), "-", "-"],
  ["default-became-optional .a", z.object({ a: a.default("x") }), z.object({ a: a.optional() }), "-", "-"],
  ["default-changed .a", z.object({ a: a.default("x") }), z.object({ a: a.default("y") }), "-", "-"],
  ["unknown-fields-refused", z.object({ a }), z.strictObject({ a }), "c", "h"],
  ["unknown-fields-stripped", z.strictObject({ a }), z.object({ a }), "-", "-"],
  ["unknown-fields-kept", z.object({ a }), z.object({ a }).catchall(n), "ch", "ch"],
  ["bound-loosened .*", z.object({}).catchall(n.max(3)), z.object({}).catchall(n.max(4)), "h", "c"],
  [
    "optional-field-added .b, field-no-longer-refused .b",
    z.strictObject({ a }),
    z.strictObject({ a, b: n.optional() }),
    "-, h",
    "-, c",
  ],
  [
    "optional-field-removed .b, field-now-refused .b",
    z.strictObject({ a, b: n.optional() }),
    z.strictObject({ a }),
    "-, c",
    "-, h",
  ],
  ["value-added", z.enum(["x"]), z.enum(["x", "y"]), "h", "c"],
  ["value-removed", z.enum(["x", "y"]), z.enum(["x"]), "c", "h"],
  ["value-added, value-removed", z.literal("x"), z.literal("y"), "h, c", "c, h"],
  ["null-added", a, a.nullable(), "h", "c"],
  ["null-removed", a.nullable(), a, "c", "h"],
  ["type-widened", n, z.number(), "h", "c"],
  ["type-narrowed", z.number(), n, "c", "h"],
  ["type-widened", z.enum(["x", "y"]), a, "h", "c"],
  ["type-narrowed", z.json(), a, "c", "h"],
  ["type-changed", a, n, "ch", "ch"],
  ["option-added", a, z.union([a, n]), "h", "c"],
  ["option-removed", z.union([a, n]), a, "c", "h"],
  ["option-added <square>", shapes(Circle), shapes(Circle, Square), "h", "c"],
  ["option-removed <square>", shapes(Square, Circle), shapes(Circle), "c", "h"],
  ["required-field-added <circle>.x", shapes(Circle, Square), shapes(Square, Circle.extend({ x: n })), "c", "h"],
  ["options-reordered", z.union([Defaulted, Sparse, n]), z.union([n, Sparse, Defaulted]), "ch", "ch"],
  ["exclusive-union-changed", z.xor([a, n]), z.xor([a, n, z.boolean()]), "ch", "ch"],
  [
    "combination-changed",
    z.intersection(z.object({ a }), z.object({ b: n })),
    z.intersection(z.object({ a }), z.object({ b: n, c: n.optional() })),
    "ch",
    "ch",
  ],
  ["bound-loosened", n.max(3), n.max(4), "h", "c"],
  ["bound-tightened", z.array(a), z.array(a).min(1), "c", "h"],
  ["bound-loosened, bound-tightened", a.min(1).max(3), a.min(2).max(4), "h, c", "c, h"],
  ["bound-tightened", n.multipleOf(5), n.multipleOf(10), "c", "h"],
  ["format-added", a, z.email(), "c", "h"],
  ["format-removed", a.regex(/^a/), a, "h", "c"],
  ["refinement-added", a, a.refine(() => true), "c", "h"],
  ["refinement-removed", a.refine(() => true), a, "h", "c"],
  ["rewrite-changed", a, a.trim(), "ch", "ch"],
  ["codec-added", z.iso.datetime({ offset: true }), isoDateTime(), "c", "h"],
  ["codec-removed", isoDateTime(), z.iso.datetime({ offset: true }), "h", "c"],
  ["codec-changed", isoDateTime(), isoDateTimeAsText(), "ch", "ch"],
  ["item-added [1]", z.tuple([a]), z.tuple([a, n]), "ch", "ch"],
  ["item-removed [1]", z.tuple([a, n]), z.tuple([a]), "ch", "ch"],
  ["rest-added", z.tuple([a]), z.tuple([a], n), "h", "c"],
  ["rest-removed", z.tuple([a], n), z.tuple([a]), "c", "h"],
  ["type-widened .*", z.record(z.string(), n), z.record(z.string(), z.number()), "h", "c"],
  ["bound-tightened {key}", z.record(z.string(), n), z.record(z.string().max(3), n), "c", "h"],
];

function isoDateTimeAsText(): z.ZodType {
  return z.codec(z.iso.datetime({ offset: true }), z.string(), { decode: (text) => text, encode: (text) => text });
}

/** An operation before and after: the changes, their paths, and the sides that each breaks. */
const operationRows: readonly (readonly [string, OperationDefinition, OperationDefinition, string])[] = [
  ["method-changed buy.http", { http: "POST /x" }, { http: "PUT /x", idempotent: false }, "ch"],
  ["path-changed buy.http", { http: "POST /x" }, { http: "POST /y" }, "ch"],
  [
    "placeholder-renamed buy.input.b",
    { http: "GET /x/{a}", input: z.object({ a, q: n }) },
    { http: "GET /x/{b}", input: z.object({ b: a, q: n }) },
    "-",
  ],
  [
    "placeholder-renamed buy.input.c, placeholder-renamed buy.input.d",
    { http: "GET /x/{a}/y/{b}", input: z.object({ a, b: n }) },
    { http: "GET /x/{c}/y/{d}", input: z.object({ d: n, c: a }) },
    "-, -",
  ],
  [
    "placeholder-renamed buy.input.b",
    { http: "POST /x/{a}", input: z.object({ a, q: n }).meta({ id: "In" }) },
    { http: "POST /x/{b}", input: z.object({ b: a, q: n }).meta({ id: "In" }) },
    "-",
  ],
  [
    "placeholder-renamed buy.input.b, type-changed buy.input.b",
    { http: "GET /x/{a}", input: z.object({ a }) },
    { http: "GET /x/{b}", input: z.object({ b: n }) },
    "-, ch",
  ],
  [
    // The values are swapped.
    "path-changed buy.http",
    { http: "GET /x/{a}/{b}", input: z.object({ a, b: a }) },
    { http: "GET /x/{b}/{a}", input: z.object({ a, b: a }) },
    "ch",
  ],
  [
    // The query's field becomes the path's.
    "path-changed buy.http, location-changed buy.input.b, required-field-removed buy.input.a",
    { http: "GET /x/{a}", input: z.object({ a, b: a }) },
    { http: "GET /x/{b}", input: z.object({ b: a }) },
    "ch, ch, h",
  ],
  [
    "path-changed buy.http, required-field-added buy.input.b, required-field-removed buy.input.a",
    { http: "GET /x/{a}", input: z.object({ a }) },
    { http: "GET /y/{b}", input: z.object({ b: a }) },
    "ch, c, h",
  ],
  [
    "location-changed buy.input.a",
    { http: "POST /x", input: z.object({ a }) },
    { http: "POST /x", input: z.object({ a }), in: { header: ["a"] } },
    "ch",
  ],
  ["exposure-narrowed buy.expose", { expose: "public" }, {}, "c"],
  ["exposure-widened buy.expose", {}, { expose: "public" }, "h"],
  ["idempotency-removed buy.idempotent", { idempotent: true }, {}, "c"],
  ["idempotency-added buy.idempotent", {}, { idempotent: true }, "h"],
  ["stream-changed buy.output", { output: a }, { output: stream(a) }, "ch"],
  ["caller-allowed buy.allow", { allow: ["x"] }, { allow: ["x", "y"] }, "h"],
  ["caller-allowed buy.allow", { allow: [] }, {}, "h"],
  ["caller-refused buy.allow", {}, { allow: ["x"] }, "c"],
  ["caller-allowed buy.allow, caller-refused buy.allow", { allow: ["x"] }, { allow: ["y"] }, "h, c"],
  ["timeout-changed buy.timeoutMs", {}, { timeoutMs: 5 }, "-"],
  ["output-added buy.output", {}, { output: a }, "h"],
  ["output-removed buy.output", { output: a }, {}, "c"],
  ["error-added buy.errors.gone", {}, { errors: { gone: { code: "not_found" } } }, "-"],
  ["error-removed buy.errors.gone", { errors: { gone: { code: "not_found" } } }, {}, "h"],
  [
    "error-code-changed buy.errors.gone.code",
    { errors: { gone: { code: "not_found" } } },
    { errors: { gone: { code: "aborted" } } },
    "ch",
  ],
  [
    "error-status-changed buy.errors.gone.status",
    { errors: { gone: { code: "not_found" } } },
    { errors: { gone: { code: "not_found", status: 410 } } },
    "c",
  ],
  [
    "error-retryable-changed buy.errors.gone.retryable",
    { errors: { gone: { code: "aborted" } } },
    { errors: { gone: { code: "aborted", retryable: true } } },
    "-",
  ],
  [
    "error-details-added buy.errors.gone.details",
    { errors: { gone: { code: "not_found" } } },
    { errors: { gone: { code: "not_found", details: z.object({ a }) } } },
    "h",
  ],
  [
    "error-details-removed buy.errors.gone.details",
    { errors: { gone: { code: "not_found", details: z.object({ a }) } } },
    { errors: { gone: { code: "not_found" } } },
    "c",
  ],
  [
    "required-field-removed buy.errors.gone.details.a",
    { errors: { gone: { code: "not_found", details: z.object({ a }) } } },
    { errors: { gone: { code: "not_found", details: z.object({}) } } },
    "c",
  ],
  ["value-added buy.output.item", { output: stream(z.enum(["x"])) }, { output: stream(z.enum(["x", "y"])) }, "c"],
];

const contractRows: readonly (readonly [string, Operations, Operations, string])[] = [
  ["operation-added sell", { buy: {} }, { buy: {}, sell: {} }, "h"],
  ["operation-removed sell", { buy: {}, sell: {} }, { buy: {} }, "c"],
  ["operation-renamed sell", { buy: { http: "POST /x" } }, { sell: { http: "POST /x" } }, "ch"],
  [
    "schema-renamed schemas.Item",
    { buy: { output: z.object({ a }).meta({ id: "Thing" }) } },
    { buy: { output: z.object({ a }).meta({ id: "Item" }) } },
    "-",
  ],
];

type Events = Pick<ContractDefinition, "events" | "handles">;

const payload = z.object({ a, n });

/** The events of a contract before and after: the changes, their paths, and the sides that each breaks. */
const eventRows: readonly (readonly [string, Events, Events, string])[] = [
  ["event-added events.bought", {}, { events: { bought: { payload } } }, "-"],
  ["event-removed events.bought", { events: { bought: { payload } } }, {}, "r"],
  ["event-key-added events.bought.key", bought({}), bought({ key: "n" }), "-"],
  ["event-key-changed events.bought.key", bought({ key: "a" }), bought({ key: "n" }), "r"],
  ["event-key-removed events.bought.key", bought({ key: "a" }), bought({}), "r"],
  ["event-failure-changed events.bought.afterFailure", bought({}), bought({ afterFailure: "block-key" }), "-"],
  ["event-memory-shortened events.bought.rememberDays", bought({}), bought({ rememberDays: 6 }), "p"],
  ["event-memory-lengthened events.bought.rememberDays", bought({}), bought({ rememberDays: 8 }), "-"],
  ["event-external-added events.bought.external", bought({}), bought({ external: true }), "-"],
  ["event-external-removed events.bought.external", bought({ external: true }), bought({}), "r"],
  ["handling-added handles.other.sold", {}, { handles: ["other.sold"] }, "-"],
  ["handling-removed handles.other.sold", { handles: ["other.sold"] }, {}, "p"],
  [
    "required-field-removed events.bought.payload.n",
    bought({}),
    { events: { bought: { payload: z.object({ a }) } } },
    "r",
  ],
  [
    "required-field-added events.bought.payload.n",
    { events: { bought: { payload: z.object({ a }) } } },
    bought({}),
    "p",
  ],
  [
    "optional-field-added events.bought.payload.b",
    bought({}),
    { events: { bought: { payload: payload.extend({ b: n.optional() }) } } },
    "-",
  ],
  [
    "type-changed events.bought.payload.n",
    bought({}),
    { events: { bought: { payload: z.object({ a, n: a }) } } },
    "rp",
  ],
  [
    "option-removed events.bought.payload.n",
    { events: { bought: { payload: z.object({ a, n: z.union([n, a]) }) } } },
    bought({}),
    "p",
  ],
  [
    // A renamed field is removed and added, and is another key.
    "event-key-changed events.bought.key, required-field-added events.bought.payload.b, required-field-removed events.bought.payload.a",
    bought({ key: "a" }),
    { events: { bought: { payload: z.object({ b: a, n }), key: "b" } } },
    "r, p, r",
  ],
];

function bought(settings: Partial<EventDefinition>): Events {
  return { events: { bought: { payload, ...settings } } };
}

/** Rules for whole services: see diff-command.test.ts. */
const ofServices: readonly RuleName[] = ["service-added", "service-removed", "service-renamed"];

describe("compareContracts", () => {
  it.each(schemaRows)("reports %s", (expected, before, after, input, output) => {
    const wrap = (value: z.ZodType): Operations => ({
      buy: { input: z.object({ value }), output: z.object({ value }) },
    });
    const changes = compare(wrap(before), wrap(after));
    for (const [part, breaks] of [
      ["input", input],
      ["output", output],
    ] as const) {
      const own = changes.filter(({ path }) => path.startsWith(`buy.${part}.value`));
      const texts = own.map(({ rule, path }) => `${rule} ${path.slice(`buy.${part}.value`.length)}`.trim());
      expect(texts.join(", "), part).toBe(expected);
      expect(own.map(printBreaks).join(", "), part).toBe(breaks);
    }
  });

  it.each(operationRows)("reports %s", (expected, before, after, breaks) => {
    const changes = compare({ buy: before }, { buy: after });
    expect(changes.map(({ rule, path }) => `${rule} ${path}`).join(", ")).toBe(expected);
    expect(changes.map(printBreaks).join(", ")).toBe(breaks);
  });

  it.each(contractRows)("reports %s", (expected, before, after, breaks) => {
    const changes = compare(before, after);
    expect(changes.map(({ rule, path }) => `${rule} ${path}`).join(", ")).toBe(expected);
    expect(changes.map(printBreaks).join(", ")).toBe(breaks);
  });

  it.each(eventRows)("reports %s", (expected, before, after, breaks) => {
    const [one, other] = [before, after].map((events) =>
      takeSnapshot(defineContract("shop", { operations: {}, ...events })),
    );
    const changes = compareContracts(one as never, other as never);
    expect(changes.map(({ rule, path }) => `${rule} ${path}`).join(", ")).toBe(expected);
    expect(changes.map(printBreaks).join(", ")).toBe(breaks);
    for (const { next } of changes) expect(next).not.toBe("");
  });

  it("has a row here for every rule", () => {
    const listed = [...schemaRows, ...operationRows, ...contractRows, ...eventRows].flatMap(([text]) =>
      text.split(", "),
    );
    const seen = new Set([...ofServices, ...listed.map((text) => text.split(" ")[0])]);
    expect(Object.keys(rules).filter((rule) => !seen.has(rule as RuleName))).toEqual([]);
  });

  it.each<readonly [string, z.ZodType, z.ZodType]>([
    ["another order of fields", z.object({ a, n }), z.object({ n, a })],
    ["a description", a, a.describe("A text.")],
    ["a name", z.object({ a }), z.object({ a }).meta({ id: "Thing" })],
    ["`> 0` that became `>= 1`", n.gt(0), n.min(1)],
    ["an enum that became a union of literals", z.enum(["x", "y"]), z.union([z.literal("y"), z.literal("x")])],
    ["true and false that became a boolean", z.literal([true, false]), z.boolean()],
    ["an option that another includes", z.union([n, z.number()]), z.number()],
    ["a record of known keys that became a strict object", z.record(z.enum(["a"]), n), z.strictObject({ a: n })],
    ["readonly", z.array(a), z.array(a).readonly()],
    [
      "another order of options apart",
      z.union([a, n, z.object({ a }), z.object({ n })]),
      z.union([z.object({ n }), n, z.object({ a }), a]),
    ],
    ["another order of tagged options", z.union([Circle, Square]), z.union([Square, Circle])],
  ])("finds no change in %s", (_title, before, after) => {
    const changes = compare({ buy: { output: before } }, { buy: { output: after } });
    expect(changes).toEqual([]);
  });

  it("finds the change inside a schema that contains itself, once per path", () => {
    const tree = (value: z.ZodType): z.ZodType => {
      const Tree: z.ZodType = z.object({
        value,
        get children() {
          return z.array(Tree);
        },
      });
      return Tree;
    };
    const changes = compare({ buy: { output: tree(n) } }, { buy: { output: tree(z.number()) } });
    expect(changes.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["type-widened buy.output.value"]);
  });
});

describe("schemaRules", () => {
  it("break the other side in the other direction, except for defaults, which are always filled in in an output", () => {
    const turned = { callers: "handlers", handlers: "callers" } as const;
    for (const [rule, { input, output }] of Object.entries(schemaRules)) {
      if (rule === "default-added" || rule === "default-removed") continue;
      expect(input.map((side) => turned[side as CallSide]).sort(), rule).toEqual([...output].sort());
    }
  });
});
