/** Schemas that trip generators of documents, as inputs and outputs of one contract. */

import { base64, bigintText, bytes, defineContract, isoDateTime, stream } from "@seamline/core";
import { z } from "zod";

const Cat = z.object({ kind: z.literal("cat"), lives: z.int().max(9) }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.enum(["dog", "puppy"]), name: z.string().nullable() }).meta({ id: "Dog" });
const Animal = z.discriminatedUnion("kind", [Cat, Dog]).meta({ id: "Animal" });

const Tree = z
  .object({
    name: z.string(),
    get children(): z.ZodType {
      return z.array(Tree);
    },
  })
  .meta({ id: "Tree", description: "A node, and those below it." });

const Chain: z.ZodType = z
  .object({
    get next(): z.ZodType {
      return Chain.nullable();
    },
  })
  .meta({ id: "Chain" });

const Money = z
  .object({ amount: bigintText(), currency: z.string().length(3) })
  .meta({ id: "Money", examples: [{ amount: 1250n, currency: "EUR" }] });

const odd = {
  primitives: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  nested: z.union([z.array(z.union([z.string(), z.null()])), z.object({ only: z.literal(null) })]),
  animal: Animal,
  animals: z.array(Animal.nullable()).min(1),
  tree: Tree,
  chain: Chain,
  money: Money,
  described: Money.describe("The price at the time of the order."),
  instant: isoDateTime().meta({ examples: [new Date(0), "2026-02-03T04:05:06Z"] }),
  day: z.iso.date(),
  time: z.iso.time(),
  duration: z.iso.duration(),
  big: bigintText(),
  content: base64(),
  byName: z.record(z.string(), Money),
  byColor: z.partialRecord(z.enum(["red", "green"]), z.int()),
  byPattern: z.record(z.templateLiteral(["x-", z.string()]), z.string()),
  nullable: z.string().nullable(),
  nullishField: z.object({ value: z.int().nullish() }),
  nullableEnum: z.enum(["a", "b"]).nullable(),
  standard: z.int().min(1).max(100).default(20),
  standardObject: z.object({ a: z.int() }).default({ a: 1 }),
  pair: z.tuple([z.string(), z.int().nullable()]),
  rest: z.tuple([z.string()], z.union([z.string(), z.int()])),
  defaultPair: z.tuple([z.string(), z.int().default(3)]),
  both: z.intersection(z.object({ a: z.string() }), z.object({ b: isoDateTime() })),
  bothAnimals: z.intersection(Animal, z.object({ chip: z.uuid().optional() })),
  exclusive: z.xor([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  strict: z.strictObject({ a: z.string(), "odd-key": z.int() }),
  open: z.object({ id: z.int() }).catchall(z.json()),
  literals: z.literal(["a", 1, true, null]),
  template: z.templateLiteral(["v", z.int(), ".", z.int()]),
  pattern: z.string().regex(/^[A-Z]{2}\d{6}$/),
  unicode: z.string().regex(/^\p{L}+$/u),
  flags: z.string().regex(/^abc$/i),
  url: z.url(),
  email: z.email(),
  ip: z.ipv4(),
  steps: z.number().min(0.5).lt(1).multipleOf(0.25),
  negative: z.int().negative(),
  json: z.json(),
  refined: z.string().refine((text) => text === "abracadabra"),
  thrower: z.string().refine((text) => {
    if (text !== "calm") throw new RangeError("a rule that throws");
    return true;
  }),
  readonly: z.array(z.string()).readonly(),
  branded: z.string().brand("Name"),
  constructor: z.string(),
  emptyObject: z.object({}),
};

/** Every odd schema on its own, and all of them in one object. */
export const oddContract: ReturnType<typeof defineContract> = defineContract("odd", {
  summary: "Schemas that trip generators",
  operations: {
    echo: { input: z.object(odd), output: z.object(odd) },
    ...Object.fromEntries(
      Object.entries(odd).map(([name, schema]) => [
        `give${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        { input: z.object({ value: schema }), output: schema },
      ]),
    ),
    find: {
      http: "GET /odd/{id}/things/{day}",
      summary: "Fields in every place",
      description: "Several paragraphs.\n\n- with *Markdown*\n",
      deprecated: "use `echo`",
      expose: "public",
      input: z.object({
        id: bigintText(),
        day: z.iso.date().meta({ examples: ["2026-03-04"] }),
        tags: z.array(z.string()).optional(),
        since: isoDateTime().optional(),
        limit: z.int().min(1).max(50).default(10).describe("At most so many."),
        ifMatch: z.string().optional(),
      }),
      in: { header: ["ifMatch"] },
      output: z.array(Money),
      errors: {
        thingMissing: { code: "not_found", details: z.object({ id: bigintText(), near: Animal.nullable() }) },
        thingSealed: { code: "not_found", message: "The thing is sealed" },
        badDay: { code: "invalid_argument" },
        tooMany: { code: "resource_exhausted", retryable: true },
      },
    },
    put: { http: "PUT /odd/{key}/things/{on}", input: z.object({ key: z.string(), on: z.string(), note: z.string() }) },
    remove: { http: "DELETE /odd/{id}", expose: "public", input: z.object({ id: z.int() }) },
    upload: { http: "POST /odd/content", expose: "public", input: bytes(), output: bytes() },
    watch: { http: "POST /odd/watch", expose: "public", input: stream(Animal), output: stream(Tree) },
    follow: {
      http: "GET /odd/follow",
      expose: "public",
      input: z.object({ from: z.int().default(0) }),
      output: stream(Money),
    },
  },
});
