/**
 * Every kind of output, key and field location through Pact's own verifier: a provider that keeps
 * the contract is accepted, one that does not is refused or the part is named, and requests arrive as
 * they were recorded.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApplication, defineContract, defineModule, isoDateTime } from "@seamline/core";
import { listen } from "@seamline/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Interaction, Recording } from "../src/index.ts";
import { type Pact, toPact } from "../src/pact.ts";
import { verifyPact } from "./pact-verifier.ts";

function recordingOf(operation: string, input: object, output: unknown): Recording {
  const interaction: Interaction = { operation, input, response: { output } };
  return { consumer: "web", provider: "shop", expects: {}, interactions: [interaction] };
}

const leftOutOf = (pact: Pact): readonly string[] => pact.metadata.seamline.leftOut;

interface Kind {
  readonly schema: z.ZodType;
  readonly recorded: unknown;
  /** Outputs that keep the contract. */
  readonly right: readonly unknown[];
  /** Outputs that do not, and that Pact can tell. */
  readonly wrong: readonly unknown[];
  /** The parts that Pact does not expect. */
  readonly leftOut?: readonly string[];
}

const Point = z.object({ x: z.int(), y: z.string() });
const json = z.json();

const kinds: Readonly<Record<string, Kind>> = {
  "an empty list": { schema: z.array(z.int()), recorded: [], right: [[], [1]], wrong: [17, {}] },
  "a list in an object": {
    schema: z.object({ items: z.array(Point) }),
    recorded: { items: [] },
    right: [{ items: [] }, { items: [{ x: 1, y: "a" }] }],
    wrong: [{}, { items: 1 }, 17],
  },
  "a list of objects": {
    schema: z.array(Point),
    recorded: [{ x: 1, y: "a" }],
    right: [[], [{ x: 2, y: "b" }, { x: 3, y: "c" }]], // biome-ignore format: one line
    wrong: [[{ x: "1", y: "a" }], [{ x: 1 }], 17],
  },
  null: { schema: z.null(), recorded: null, right: [null], wrong: [], leftOut: ["shop.get: output"] },
  "null in an object": {
    schema: z.object({ a: z.null() }),
    recorded: { a: null },
    right: [{ a: null }],
    wrong: [{ a: 1 }, {}],
  },
  "nullable text with a value": { schema: z.string().nullable(), recorded: "a", right: ["b", null], wrong: [17] },
  "nullable text without": { schema: z.string().nullable(), recorded: null, right: ["b", null], wrong: [17] },
  "empty text": { schema: z.string(), recorded: "", right: ["", "b"], wrong: [17, null] },
  "a literal that is empty": {
    schema: z.literal(""),
    recorded: "",
    right: [""],
    wrong: [],
    leftOut: ["shop.get: output"],
  },
  "a nullable integer": {
    schema: z.object({ a: z.int().nullable() }),
    recorded: { a: null },
    right: [{ a: 1 }, { a: null }],
    wrong: [{ a: "1" }, { a: 1.5 }, {}],
  },
  "a nullable enum": {
    schema: z.object({ a: z.enum(["s", "m"]).nullable() }),
    recorded: { a: "s" },
    right: [{ a: "m" }, { a: null }],
    wrong: [{ a: "l" }, { a: 1 }],
  },
  "a nullable literal": {
    schema: z.object({ a: z.literal("s").nullable(), b: z.literal(2).nullable() }),
    recorded: { a: null, b: null },
    right: [{ a: "s", b: 2 }, { a: null, b: null }], // biome-ignore format: one line
    wrong: [{ a: "l", b: 2 }, { a: "s", b: 3 }], // biome-ignore format: one line
  },
  "a nullable date": {
    schema: z.object({ at: isoDateTime().nullable() }),
    recorded: { at: "2026-01-01T00:00:00.000Z" },
    right: [{ at: "2027-01-01T00:00:00.000Z" }, { at: null }],
    wrong: [{ at: 5 }],
  },
  "a nullable object": {
    schema: Point.nullable(),
    recorded: { x: 1, y: "a" },
    right: [{ x: 1, y: "b" }, null],
    wrong: [],
    leftOut: ["shop.get: output"],
  },
  "a nullable list": {
    schema: z.object({ a: z.array(z.int()).nullable(), b: z.int() }),
    recorded: { a: [1], b: 1 },
    right: [{ a: null, b: 1 }, { a: [2], b: 2 }], // biome-ignore format: one line
    wrong: [{ a: null }],
    leftOut: ["shop.get: output.a"],
  },
  "an optional field with a value": {
    schema: z.object({ a: z.int().optional(), b: z.exactOptional(z.int()), c: z.int() }),
    recorded: { a: 1, b: 2, c: 3 },
    right: [{ c: 1 }, { a: 1, b: 1, c: 1 }],
    wrong: [{ a: 1, b: 1 }],
    leftOut: ["shop.get: output.a", "shop.get: output.b"],
  },
  "optional fields only": {
    schema: z.object({ a: z.int().optional() }),
    recorded: { a: 1 },
    right: [{}, { a: 2 }],
    wrong: [17, []],
    leftOut: ["shop.get: output.a"],
  },
  "a defaulted field": {
    schema: z.object({ a: z.int().default(1), b: z.array(z.string()).default([]) }),
    recorded: { a: 1, b: [] },
    right: [{ a: 2, b: ["x"] }],
    wrong: [{ a: "x", b: [] }, { a: 1 }],
  },
  "a union of scalars": {
    schema: z.object({ a: z.union([z.string(), z.int(), z.boolean(), z.null()]) }),
    recorded: { a: 5 },
    right: [{ a: "x" }, { a: 5 }, { a: true }, { a: null }],
    wrong: [{ a: {} }, { a: 1.5 }, { a: [] }, {}],
  },
  "a union of objects": {
    schema: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), x: z.int() }),
      z.object({ kind: z.literal("b"), y: z.string() }),
    ]),
    recorded: { kind: "a", x: 1 },
    right: [{ kind: "a", x: 2 }, { kind: "b", y: "b" }], // biome-ignore format: one line
    wrong: [17, []],
    leftOut: ["shop.get: output"],
  },
  "a union of an object and text": {
    schema: z.union([Point, z.string()]),
    recorded: "a",
    right: ["b", { x: 1, y: "a" }],
    wrong: [],
    leftOut: ["shop.get: output"],
  },
  "a record": {
    schema: z.record(z.string(), z.int()),
    recorded: { a: 1 },
    right: [{}, { b: 2, c: 3 }, { "it's": 1 }],
    wrong: [{ a: "x" }, { b: "x" }, 17, []],
  },
  "an empty record": { schema: z.record(z.string(), z.int()), recorded: {}, right: [{}, { a: 1 }], wrong: [17, []] },
  "a record with an odd key": {
    schema: z.record(z.string(), Point),
    recorded: { "it's": { x: 1, y: "a" } },
    right: [{}, { b: { x: 2, y: "b" } }],
    wrong: [{ b: { x: "2", y: "b" } }],
  },
  "a record of known keys": {
    schema: z.record(z.enum(["n", "s"]), z.int()),
    recorded: { n: 1, s: 2 },
    right: [{ n: 3, s: 4 }],
    wrong: [{ n: 3 }, { n: 3, s: "x" }],
  },
  "a record of some known keys": {
    schema: z.partialRecord(z.enum(["n", "s"]), z.int()),
    recorded: { n: 1 },
    right: [{}, { n: 3, s: 4 }],
    wrong: [{ n: "x" }, 17],
  },
  "a tuple": { schema: z.tuple([z.string(), z.int()]), recorded: ["a", 1], right: [["b", 2]], wrong: [["b"], [1, 1], 17] }, // biome-ignore format: one line
  "a tuple with a rest": {
    schema: z.tuple([z.string()], z.int()),
    recorded: ["a", 1],
    right: [["b"], ["b", 1, 2]],
    wrong: [17, {}],
    leftOut: ["shop.get: output[]"],
  },
  "a tuple with a part that is not expected": {
    schema: z.tuple([z.int(), Point.nullable()]),
    recorded: [1, { x: 1, y: "a" }],
    right: [[2, null], [2, { x: 1, y: "b" }]], // biome-ignore format: one line
    wrong: [17],
    leftOut: ["shop.get: output[1]"],
  },
  JSON: {
    schema: json,
    recorded: { a: [1] },
    right: [null, 1, "x", { b: 1 }],
    wrong: [],
    leftOut: ["shop.get: output"],
  },
  "JSON in an object": {
    schema: z.object({ a: json, b: z.int() }),
    recorded: { a: 1, b: 1 },
    right: [{ a: "x", b: 2 }],
    wrong: [{ a: 1, b: "x" }],
    leftOut: ["shop.get: output.a"],
  },
  "an intersection": {
    schema: z.intersection(z.object({ a: z.int() }), z.object({ b: z.string(), c: z.int().optional() })),
    recorded: { a: 1, b: "b", c: 1 },
    right: [{ a: 2, b: "c" }],
    wrong: [{ a: "x", b: "c" }, { a: 1 }],
    leftOut: ["shop.get: output.c"],
  },
  "an enum of numbers": { schema: z.literal([1, 2, 3]), recorded: 1, right: [2, 3], wrong: ["x"] },
  "a literal number": {
    schema: z.object({ a: z.literal(7) }),
    recorded: { a: 7 },
    right: [{ a: 7 }],
    wrong: [{ a: 8 }],
  },
  "an empty object": { schema: z.object({}), recorded: {}, right: [{}], wrong: [17, []] },
  "an object with other keys": {
    schema: z.object({ a: z.int() }).catchall(z.string()),
    recorded: { a: 1, b: "b" },
    right: [{ a: 2 }, { a: 2, c: "c" }],
    wrong: [{ a: "x" }],
    leftOut: ["shop.get: output.b"],
  },
  "optional fields within a list": {
    schema: z.array(z.object({ note: z.string().optional() })),
    recorded: [{ note: "a" }],
    right: [[], [{}], [{ note: "b" }]],
    wrong: [[1], 17],
    leftOut: ["shop.get: output[].note"],
  },
};

describe("an output in Pact's verifier", () => {
  let provider: Server;
  let url: string;
  let body: unknown;
  beforeAll(async () => {
    provider = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
    );
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  });
  afterAll(() => provider.close());

  const accepts = async (pact: Pact, output: unknown): Promise<boolean> => {
    body = output;
    return verifyPact(pact, url).then(
      () => true,
      () => false,
    );
  };

  it.each(Object.entries(kinds))("that is %s is expected, or named", async (_name, kind) => {
    const contract = defineContract("shop", { operations: { get: { http: "GET /", output: kind.schema } } });
    const pact = toPact(recordingOf("get", {}, kind.recorded), contract);
    expect(leftOutOf(pact)).toEqual(kind.leftOut ?? []);
    for (const output of [kind.recorded, ...kind.right]) {
      expect([output, await accepts(pact, output)]).toEqual([output, true]);
    }
    for (const output of kind.wrong) expect([output, await accepts(pact, output)]).toEqual([output, false]);
    if (kind.wrong.length === 0) expect(leftOutOf(pact)).not.toEqual([]);
  });

  it.each([
    ...[
      'a"b',
      "a.b",
      "a[0]",
      "[*]",
      "*",
      "$",
      " ",
      "a\\b",
      "é😀",
      "a\nb",
      "a]b",
      "1",
      "0",
      "-1",
      "1e3",
      "#",
      "@",
      "~",
      "-",
    ],
    ...["constructor", "a,b", "a:b", "?(@.x)", "..", "\u0000", "`", "{}", "toString"],
  ])("has the key %j", async (key) => {
    const contract = defineContract("shop", {
      operations: { get: { http: "GET /", output: z.object({ [key]: z.int() }) } },
    });
    const pact = toPact(recordingOf("get", {}, { [key]: 1 }), contract);
    expect(leftOutOf(pact)).toEqual([]);
    expect(await accepts(pact, { [key]: 2 })).toBe(true);
    expect(await accepts(pact, { [key]: "x" })).toBe(false);
    expect(await accepts(pact, {})).toBe(false);
  });

  it.each(["it's", "'", "a\\'b", "", "''", "01", "99999999999999999999"])(
    "leaves out and names the key %j, which Pact cannot read",
    async (key) => {
      const output = z.object({ [key]: z.object({ a: z.int() }), b: z.int() });
      const contract = defineContract("shop", { operations: { get: { http: "GET /", output } } });
      const pact = toPact(recordingOf("get", {}, { [key]: { a: 1 }, b: 1 }), contract);
      expect(leftOutOf(pact)).toEqual([`shop.get: output.${key}`]);
      expect(await accepts(pact, { [key]: { a: 2 }, b: 2 })).toBe(true);
      expect(await accepts(pact, { [key]: { a: 2 }, b: "x" })).toBe(false);
    },
  );
});

describe("a request of Pact's verifier", () => {
  const fields = {
    texts: z.array(z.string()).optional(),
    ids: z.array(z.int()).optional(),
    sizes: z.array(z.enum(["s", "m"])).optional(),
    more: z.array(z.string()).default([]),
    "it's": z.string().optional(),
    "a.b c&é": z.string().optional(),
    flag: z.boolean().optional(),
    at: isoDateTime().optional(),
  };
  const Fields = z.object(fields);
  const Marked = z.object({ marks: z.array(z.string()), counts: z.array(z.int()), note: z.string().optional() });
  const contract = defineContract("shop", {
    operations: {
      find: { http: "GET /find", input: Fields, output: z.string() },
      remove: {
        http: "DELETE /things/{id}/of/{kind}",
        input: z.object({ id: z.string(), kind: z.int() }),
        output: z.string(),
      },
      mark: { http: "GET /mark", input: Marked, output: z.string(), in: { header: ["marks", "counts", "note"] } },
      put: {
        http: "PUT /put/{id}",
        input: Fields.extend({ id: z.string() }),
        output: z.string(),
        in: { query: ["texts", "ids"] },
      },
    },
  });
  const seen: unknown[] = [];
  const see = (input: object): string => {
    seen.push(input);
    return "seen";
  };

  const received = async (operation: string, input: object): Promise<{ seen: unknown; leftOut: readonly string[] }> => {
    const pact = toPact(recordingOf(operation, input, "seen"), contract);
    const module = defineModule({ contract, start: () => ({ find: see, remove: see, mark: see, put: see }) });
    const app = createApplication({ modules: { shop: { contract, load: async () => ({ module }) } } });
    const { internal = "" } = await listen(app, { internal: { port: 0 } });
    seen.length = 0;
    try {
      if (pact.interactions.length > 0) await verifyPact(pact, internal);
    } finally {
      await app.stop();
    }
    return { seen: seen[0], leftOut: leftOutOf(pact) };
  };

  it.each<[string, object]>([
    ["find", {}],
    ["find", { ids: [] }],
    ["find", { sizes: [], ids: [1, 2], flag: false }],
    ["find", { texts: ["", " ", "a&b=c", "+", "%", "é😀", ","], more: ["x"] }],
    ["find", { texts: [""], "it's": "it's", "a.b c&é": "?#[]" }],
    ["remove", { id: "a/b c;d'[]?#%é", kind: -1 }],
    ["mark", { marks: [], counts: [] }],
    ["mark", { marks: ["", " a,b ", "[]", "é"], counts: [1, 2], note: "it's %41" }],
    ["put", { id: "x", ids: [], sizes: [], "it's": "x", "a.b c&é": "" }],
  ])("arrives at %s as it was recorded: %j", async (operation, input) => {
    const { seen: found, leftOut } = await received(operation, input);
    const hasMore = operation === "find" || operation === "put";
    expect(found).toEqual(hasMore ? { more: [], ...input } : input);
    expect(leftOut).toEqual([]);
  });

  it("with a date arrives as an instant", async () => {
    const { seen: found } = await received("find", { at: "2026-01-01T00:00:00.000Z" });
    expect(found).toEqual({ at: new Date("2026-01-01T00:00:00.000Z"), more: [] });
  });

  it("is left out and named if it has an empty list of texts, which Pact cannot send", async () => {
    expect(await received("find", { texts: [], ids: [] })).toMatchObject({
      leftOut: ["shop.find: input.texts"],
      seen: undefined,
    });
    expect(await received("put", { id: "x", texts: [] })).toMatchObject({ leftOut: ["shop.put: input.texts"] });
  });
});
