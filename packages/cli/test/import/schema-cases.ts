/** Small schemas, one trap each, with values and the differences that an import must report. */

import type { FindingKind } from "../../src/import/finding.ts";

/** A schema in a document, and what its contract must do. */
export interface SchemaCase {
  readonly name: string;
  readonly version?: "3.0.3" | "3.1.0";
  readonly schema: unknown;
  readonly components?: Readonly<Record<string, unknown>>;
  /** Values that the contract takes. */
  readonly takes?: readonly unknown[];
  /** Values that the contract refuses. */
  readonly refuses?: readonly unknown[];
  /** The kinds of findings, but for those that are omitted. Default: none. */
  readonly finds?: readonly FindingKind[];
  /** Text that the source has. */
  readonly source?: string;
  /** `false`: no document that ajv reads. */
  readonly oracle?: false;
  /** The operation is left out, for this reason. */
  readonly refused?: string;
}

const old = "3.0.3";
const ref = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, required: readonly string[] = [], more: object = {}): object => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
  ...more,
});
const text = { type: "string" };
const flag = { type: "boolean" };
const number = { type: "number" };
const small = { type: "integer", format: "int32" };
const User = object({ name: text }, ["name"]);
const Color = { type: "string", enum: ["red", "green"] };

/** The traps of `null`, in 3.0 and in 3.1. */
// biome-ignore format: a table, a case a line
export const nullCases: readonly SchemaCase[] = [
  { name: "nullable text", version: old, schema: { type: "string", nullable: true }, takes: ["a", null], refuses: [1], source: "z.string().nullable()" },
  { name: "nullable false", version: old, schema: { type: "string", nullable: false }, takes: ["a"], refuses: [null] },
  { name: "nullable beside $ref", version: old, schema: { ...ref("User"), nullable: true }, components: { User }, takes: [{ name: "a" }, null], refuses: [{}], finds: ["widened"], source: "User.nullable()" },
  { name: "nullable around allOf with one $ref", version: old, schema: { allOf: [ref("User")], nullable: true }, components: { User }, takes: [null, { name: "a" }], refuses: [{}], finds: ["widened"], source: "User.nullable()" },
  { name: "nullable beside oneOf", version: old, schema: { oneOf: [text, flag], nullable: true }, takes: [null, "a", true], refuses: [1], finds: ["widened"] },
  { name: "nullable enum without null", version: old, schema: { ...Color, nullable: true }, takes: ["red", null], refuses: ["blue"], finds: ["widened"] },
  { name: "nullable enum with null", version: old, schema: { type: "string", nullable: true, enum: ["red", "green", null] }, takes: ["red", null], refuses: ["blue"], source: 'z.enum(["red", "green"]).nullable()' },
  { name: "null among the values of an enum that is not nullable", version: old, schema: { type: "string", enum: ["red", null] }, takes: ["red"], refuses: [null, "blue"] },
  { name: "nullable alone is any value", version: old, schema: { nullable: true }, takes: [null, 1, { a: [] }] },
  { name: "nullable component", version: old, schema: ref("Name"), components: { Name: { type: "string", nullable: true } }, takes: [null, "a"], refuses: [1] },
  { name: "nullable object", version: old, schema: object({ a: text }, ["a"], { nullable: true }), takes: [null, { a: "" }], refuses: [{}] },
  { name: "nullable array of nullable items", version: old, schema: { type: "array", nullable: true, items: { type: "integer", format: "int32", nullable: true } }, takes: [null, [1, null]], refuses: [["a"]] },
  { name: "type with null", schema: { type: ["string", "null"] }, takes: [null, "a"], refuses: [1], source: "z.string().nullable()" },
  { name: "type null alone", schema: { type: "null" }, takes: [null], refuses: ["a", 0], source: "z.null()" },
  { name: "anyOf with null, as FastAPI writes", schema: { anyOf: [text, { type: "null" }] }, takes: [null, "a"], refuses: [1], source: "z.string().nullable()" },
  { name: "anyOf of a reference and null", schema: { anyOf: [ref("User"), { type: "null" }] }, components: { User }, takes: [null, { name: "a" }], refuses: [{}], source: "User.nullable()" },
  { name: "oneOf with null", schema: { oneOf: [{ type: "null" }, small] }, takes: [null, 1], refuses: ["a"], source: "z.int32().nullable()" },
  { name: "anyOf of several and null", schema: { anyOf: [text, flag, { type: "null" }] }, takes: [null, "a", true], refuses: [1], source: "z.union([z.string(), z.boolean()]).nullable()" },
  { name: "enum with null in 3.1", schema: { enum: ["a", null] }, takes: ["a", null], refuses: ["b"] },
  { name: "types with null, enum without", schema: { type: ["string", "null"], enum: ["a", "b"] }, takes: ["a", null], refuses: ["c"], finds: ["widened"] },
  { name: "const null", schema: { const: null }, takes: [null], refuses: ["a"] },
  { name: "nullable in 3.1, where it is no word", schema: { type: "string", nullable: true }, takes: [null, "a"], finds: ["widened"] },
  { name: "null twice", schema: { type: ["string", "null"], anyOf: [{ minLength: 1, type: "string" }, { type: "null" }] }, takes: ["a", null], refuses: [1] },
];

/** Values: enums, literals, texts, numbers. */
// biome-ignore format: a table, a case a line
export const scalarCases: readonly SchemaCase[] = [
  { name: "enum of texts", schema: Color, takes: ["red"], refuses: ["blue", 1], source: 'z.enum(["red", "green"])' },
  { name: "enum of one value", schema: { type: "string", enum: ["a"] }, takes: ["a"], refuses: ["b"], source: 'z.literal("a")' },
  { name: "enum of numbers", schema: { type: "integer", enum: [1, 2] }, takes: [1], refuses: [3, "1"], source: "z.literal([1, 2])" },
  { name: "enum of mixed values without a type", schema: { enum: ["a", 1, true] }, takes: ["a", 1, true], refuses: [false, "b", null] },
  { name: "enum with values of another type", schema: { type: "string", enum: ["a", 1] }, takes: ["a"], refuses: [1] },
  { name: "enum with a value twice", schema: { enum: ["a", "a", "b"] }, takes: ["a", "b"], source: 'z.enum(["a", "b"])' },
  { name: "enum of objects", schema: { enum: [{ a: 1 }] }, takes: [{ a: 1 }, 5], finds: ["widened"] },
  { name: "empty enum", schema: { enum: [] }, refuses: ["a", null], source: "z.never()", oracle: false },
  { name: "const", schema: { const: "a" }, takes: ["a"], refuses: ["b"], source: 'z.literal("a")' },
  { name: "const number", schema: { const: 5 }, takes: [5], refuses: [6] },
  { name: "names of values with quotes and backticks", schema: { enum: ['a"b', "a'b", "a`$" + "{b}", "*/", "\u2028"] }, takes: ['a"b', "*/", "\u2028"], refuses: ["a"] },
  { name: "oneOf of const values", schema: { oneOf: [{ const: "a", title: "A" }, { const: "b" }] }, takes: ["a", "b"], refuses: ["c"], source: 'z.enum(["a", "b"])' },
  { name: "text of one character at least", schema: { type: "string", minLength: 1 }, takes: ["a"], refuses: [""] },
  { name: "lengths", schema: { type: "string", minLength: 2, maxLength: 3 }, takes: ["ab"], refuses: ["a", "abcd"], finds: ["approximated"] },
  { name: "pattern", schema: { type: "string", pattern: "^[a-z/]+$" }, takes: ["a/b"], refuses: ["A"], source: ".regex(/^[a-z/]+$/u)" },
  { name: "pattern with slashes and line breaks", schema: { type: "string", pattern: "^a\n/b$" }, takes: ["a\n/b"], refuses: ["a"] },
  { name: "pattern that Unicode mode refuses", schema: { type: "string", pattern: "^\\d\\-\\d$" }, takes: ["1-2"], refuses: ["1"], finds: ["approximated"] },
  { name: "pattern of another language", schema: { type: "string", pattern: "(?P<a>x)" }, takes: ["anything"], finds: ["widened"], oracle: false },
  { name: "pattern by Unicode properties", schema: { type: "string", pattern: "^\\p{L}+$" }, takes: ["é"], refuses: ["1"] },
  { name: "pattern without a type", schema: { pattern: "^a" }, takes: ["ab"], refuses: ["b", 1], finds: ["narrowed"] },
  { name: "date-time with an offset", schema: { type: "string", format: "date-time" }, takes: ["2026-01-31T12:00:00+02:00", "2026-01-31T12:00:00.123456Z"], refuses: ["2026-01-31", "2026-01-31T12:00:00"], finds: ["approximated"], source: "z.iso.datetime({ offset: true })" },
  { name: "date", schema: { type: "string", format: "date" }, takes: ["2026-01-31"], refuses: ["2026-02-31"], source: "z.iso.date()" },
  { name: "uuid of any version", schema: { type: "string", format: "uuid" }, takes: ["00000000-0000-0000-0000-00000000abcd"], refuses: ["x"], source: "z.guid()" },
  { name: "email", schema: { type: "string", format: "email" }, takes: ["a@example.com"], refuses: ["x"], finds: ["narrowed"] },
  { name: "uri", schema: { type: "string", format: "uri" }, takes: ["https://example.com/a"], refuses: ["x"], finds: ["approximated"] },
  { name: "unknown format", schema: { type: "string", format: "color" }, takes: ["x"], refuses: [1], finds: ["widened"] },
  { name: "password is any text", schema: { type: "string", format: "password" }, takes: [""], refuses: [1] },
  { name: "byte is base64", version: old, schema: { type: "string", format: "byte" }, takes: ["YQ=="], refuses: ["*"], source: "z.base64()" },
  { name: "int32", schema: small, takes: [2147483647], refuses: [2147483648, 1.5], source: "z.int32()" },
  { name: "int64", schema: { type: "integer", format: "int64" }, takes: [9007199254740991], refuses: [1.5, "1"], finds: ["approximated"], source: "z.int()" },
  { name: "int64 with its bounds", schema: { type: "integer", format: "int64", minimum: -(2 ** 63), maximum: 2 ** 63 }, takes: [1], refuses: [1.5] },
  { name: "integer and number", schema: { type: ["integer", "number"] }, takes: [1, 1.5], refuses: ["1"], source: "z.number()" },
  { name: "bounds", schema: { type: "number", minimum: 1, maximum: 2 }, takes: [1, 2], refuses: [0.9, 2.1] },
  { name: "exclusive bounds in 3.0", version: old, schema: { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true }, takes: [1], refuses: [0, 5], source: "z.number().positive().lt(5)" },
  { name: "exclusive bounds that are false in 3.0", version: old, schema: { type: "number", minimum: 0, exclusiveMinimum: false }, takes: [0], refuses: [-1] },
  { name: "exclusive bounds in 3.1", schema: { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 2 }, takes: [1.5], refuses: [1, 2], source: "z.number().gt(1).lt(2)" },
  { name: "multipleOf", schema: { type: "integer", minimum: 0, maximum: 100, multipleOf: 5 }, takes: [5], refuses: [6] },
  { name: "multipleOf a fraction", schema: { type: "number", multipleOf: 0.01 }, takes: [19.99, 0.1], refuses: [0.001], finds: ["approximated"] },
  { name: "several types", schema: { type: ["string", "boolean"] }, takes: ["a", true], refuses: [1, null], source: "z.union([z.string(), z.boolean()])" },
  { name: "boolean true as a schema", schema: object({ a: true }, ["a"]), takes: [{ a: 1 }], refuses: [{}] },
  { name: "boolean false as a schema", schema: object({ a: false }), takes: [{}], refuses: [{ a: 1 }] },
  { name: "a type that is none", schema: { type: "file" }, takes: [1], finds: ["widened"], oracle: false },
];

/** Objects, records, arrays. */
// biome-ignore format: a table, a case a line
export const containerCases: readonly SchemaCase[] = [
  { name: "optional and required properties", schema: object({ a: text, b: flag }, ["a"]), takes: [{ a: "x" }, { a: "x", b: true, c: 1 }], refuses: [{}, { a: 1 }, []] },
  { name: "required property that is not described", schema: { type: "object", properties: { a: text }, required: ["b"] }, takes: [{ b: 1 }], refuses: [{ a: "x" }] },
  { name: "properties without a type", schema: { properties: { a: text } }, takes: [{ a: "x" }], refuses: [{ a: 1 }, "x"], finds: ["narrowed"] },
  { name: "additionalProperties false", schema: object({ a: text }, [], { additionalProperties: false }), takes: [{}, { a: "x" }], refuses: [{ b: 1 }], source: "z.strictObject(" },
  { name: "additionalProperties true", schema: object({ a: text }, [], { additionalProperties: true }), takes: [{ b: [1] }], refuses: [{ a: 1 }], source: ".catchall(z.json())" },
  { name: "additionalProperties by a schema", schema: object({ a: text }, [], { additionalProperties: small }), takes: [{ a: "x", b: 1 }], refuses: [{ b: "x" }], source: ".catchall(z.int32())" },
  { name: "object without properties", schema: { type: "object" }, takes: [{ a: 1 }], refuses: [[], 1], source: "z.record(z.string(), z.json())" },
  { name: "empty object without others", schema: { type: "object", additionalProperties: false }, takes: [{}], refuses: [{ a: 1 }] },
  { name: "record", schema: { type: "object", additionalProperties: small }, takes: [{ a: 1 }], refuses: [{ a: "x" }], source: "z.record(z.string(), z.int32())" },
  { name: "propertyNames by a pattern", schema: { type: "object", propertyNames: { pattern: "^a" }, additionalProperties: flag }, takes: [{ ab: true }], refuses: [{ b: true }] },
  { name: "propertyNames by an enum", schema: { type: "object", propertyNames: { enum: ["a", "b"] }, additionalProperties: flag }, takes: [{ a: true }, {}], refuses: [{ c: true }] },
  { name: "one pattern for all properties", schema: { type: "object", patternProperties: { "^x-": text }, additionalProperties: false }, takes: [{ "x-a": "b" }], refuses: [{ a: "b" }, { "x-a": 1 }] },
  { name: "patterns beside properties", schema: object({ a: text }, [], { patternProperties: { "^x-": text } }), takes: [{ a: "b", "x-a": 1 }], refuses: [{ a: 1 }], finds: ["widened"] },
  { name: "minProperties", schema: { type: "object", minProperties: 1, additionalProperties: flag }, takes: [{ a: true }, {}], finds: ["widened"] },
  { name: "array", schema: { type: "array", items: text, minItems: 1, maxItems: 2 }, takes: [["a"]], refuses: [[], ["a", "b", "c"], [1]], source: "z.array(z.string()).min(1).max(2)" },
  { name: "array without items", schema: { type: "array" }, takes: [[1, "a"]], refuses: [{}] },
  { name: "uniqueItems", schema: { type: "array", items: text, uniqueItems: true }, takes: [["a", "a"]], finds: ["widened"] },
  { name: "tuple", schema: { type: "array", prefixItems: [text, flag], minItems: 2, maxItems: 2 }, takes: [["a", true]], refuses: [["a"], ["a", true, 1]], source: "z.tuple([z.string(), z.boolean()])" },
  { name: "tuple with a rest", schema: { type: "array", prefixItems: [text], items: flag, minItems: 1 }, takes: [["a"], ["a", true]], refuses: [["a", 1], []] },
  { name: "tuple whose items may be missing", schema: { type: "array", prefixItems: [text, flag], items: false }, takes: [["a", true]], refuses: [["a", true, 1]], finds: ["narrowed"] },
  { name: "contains", schema: { type: "array", items: text, contains: { const: "a" } }, takes: [["b"]], finds: ["widened"] },
  { name: "default", schema: object({ a: { ...small, default: 3 } }), takes: [{}, { a: 1 }], refuses: [{ a: "x" }], source: "z.int32().default(3)" },
  { name: "default of a required property", schema: object({ a: { ...small, default: 3 } }, ["a"]), takes: [{ a: 1 }], refuses: [{}] },
  { name: "default that is no value", schema: object({ a: { ...small, default: "x" } }), takes: [{}], refuses: [{ a: "x" }], finds: ["approximated"] },
  { name: "default object that would be filled in", schema: object({ a: object({ b: { ...small, default: 1 } }, [], { default: {} }) }), takes: [{}, { a: {} }], finds: ["approximated"] },
  { name: "default beside allOf, as FastAPI 0.92 writes", schema: object({ a: { allOf: [ref("Color")], default: "red" } }), components: { Color }, takes: [{}, { a: "green" }], refuses: [{ a: "blue" }], source: 'Color.default("red")' },
  { name: "null as a default", schema: object({ a: { type: ["string", "null"], default: null } }), takes: [{}, { a: null }], source: "z.string().nullable().default(null)" },
  { name: "property that every object has", schema: object({ toString: text }, ["toString"]), takes: [{ toString: "a" }], refuses: [{ toString: 1 }] },
  { name: "optional property that every object has", schema: object({ constructor: text }), refused: "every object inherits constructor" },
  { name: "__proto__", schema: JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"},"a":{"type":"string"}}}'), takes: [{ a: "x" }], finds: ["widened"] },
  { name: "names with quotes, dashes and spaces", schema: object({ 'a"b': text, "a-b": flag, "a b": number, "1": text, "": text, "*/": text, "`${1}`": text }), takes: [{ 'a"b': "x", "a-b": true }], refuses: [{ 'a"b': 1 }, { "*/": 1 }] },
  { name: "not", schema: { type: "string", not: { const: "a" } }, takes: ["a"], refuses: [1], finds: ["widened"] },
  { name: "if and then", schema: object({ a: text }, [], JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]}}')), takes: [{ a: "x" }], finds: ["widened"] },
  { name: "dependentRequired", schema: object({ a: text, b: text }, [], { dependentRequired: { a: ["b"] } }), takes: [{ a: "x" }], finds: ["widened"] },
  { name: "unevaluatedProperties false", schema: { allOf: [ref("User")], ...object({ age: small }, [], { unevaluatedProperties: false }) }, components: { User }, takes: [{ name: "a", age: 1 }], refuses: [{ name: "a", b: 1 }] },
  { name: "unevaluatedProperties false beside additionalProperties", schema: object({ a: text }, [], { additionalProperties: true, unevaluatedProperties: false }), takes: [{ a: "x", b: 1 }], refuses: [{ a: 1 }] },
  { name: "unevaluatedProperties false beside a part with any properties", schema: { allOf: [object({ a: text }, [], { additionalProperties: small })], unevaluatedProperties: false }, takes: [{ a: "x", b: 1 }], refuses: [{ b: "x" }] },
  { name: "unevaluatedProperties false, and a required property that is not named", schema: object({}, ["a"], { unevaluatedProperties: false }), refuses: [{ a: 1 }, {}] },
  { name: "unevaluatedProperties false in one part of two", schema: { allOf: [object({ a: text }, [], { unevaluatedProperties: false }), object({ b: text })] }, takes: [{ a: "x" }], refuses: [{ b: "x" }] },
];

const Cat = object({ kind: { const: "cat" }, lives: small }, ["kind", "lives"]);
const Dog = object({ kind: { const: "dog" }, barks: flag }, ["kind"]);
const Untagged = {
  CatBase: object({ kind: text, lives: small }, ["kind"]),
  DogBase: object({ kind: text, barks: flag }, ["kind"]),
};
const Node = object({ name: text, children: { type: "array", items: ref("Node") } }, ["name"]);

/** Combinations and references. */
// biome-ignore format: a table, a case a line
export const combinationCases: readonly SchemaCase[] = [
  { name: "allOf of one reference", schema: { allOf: [ref("User")] }, components: { User }, takes: [{ name: "a" }], refuses: [{}], source: "output: User," },
  { name: "allOf that adds properties", schema: { allOf: [ref("User"), object({ age: small }, ["age"])] }, components: { User }, takes: [{ name: "a", age: 1 }], refuses: [{ name: "a" }, { age: 1 }], source: "User.extend({ age: z.int32() })" },
  { name: "allOf that requires more", schema: { allOf: [ref("Base"), { required: ["a"] }] }, components: { Base: object({ a: text }) }, takes: [{ a: "x" }], refuses: [{}] },
  { name: "allOf of two references", schema: { allOf: [ref("User"), ref("Aged")] }, components: { User, Aged: object({ age: small }, ["age"]) }, takes: [{ name: "a", age: 1 }], refuses: [{ name: "a" }] },
  { name: "allOf with one property twice", schema: { allOf: [object({ a: { type: "number", minimum: 1 } }, ["a"]), object({ a: { type: "number", maximum: 2 } })] }, takes: [{ a: 1 }], refuses: [{ a: 0 }, { a: 3 }] },
  { name: "allOf with a strict part", schema: { allOf: [object({ a: text }, [], { additionalProperties: false }), object({ b: text })] }, takes: [{ a: "x" }], refuses: [{ b: "x" }] },
  { name: "allOf of texts", schema: { allOf: [{ type: "string", minLength: 1 }, { pattern: "^a" }] }, takes: ["ab"], refuses: ["", "b"] },
  {
    name: "allOf of an object and a union",
    schema: { allOf: [ref("User"), { anyOf: [object({ a: text }, ["a"]), object({ b: text }, ["b"])] }] },
    components: { User },
    takes: [
      { name: "x", a: "y" },
      { name: "x", b: "y" },
    ],
    refuses: [{ name: "x" }, { a: "y" }],
    finds: ["approximated"],
  },
  { name: "allOf in allOf", schema: ref("C"), components: { A: object({ a: text }, ["a"]), B: { allOf: [ref("A"), object({ b: text })] }, C: { allOf: [ref("B"), object({ c: text })] } }, takes: [{ a: "x", c: "y" }], refuses: [{ c: "y" }] },
  { name: "allOf of itself", schema: ref("A"), components: { A: { allOf: [ref("A"), object({ a: text })] } }, refused: "" },
  { name: "properties beside allOf", schema: { type: "object", allOf: [ref("User")], properties: { age: small }, required: ["age"] }, components: { User }, takes: [{ name: "a", age: 1 }], refuses: [{ name: "a" }] },
  { name: "siblings of $ref in 3.1", schema: { ...ref("User"), required: ["age"], properties: { age: small } }, components: { User }, takes: [{ name: "a", age: 1 }], refuses: [{ name: "a" }] },
  { name: "siblings of $ref in 3.0 are ignored", version: old, schema: { ...ref("User"), required: ["age"] }, components: { User }, takes: [{ name: "a" }], refuses: [{}] },
  { name: "a description beside $ref", schema: object({ a: { ...ref("User"), description: "The owner." } }), components: { User }, takes: [{}], source: 'User.optional().describe("The owner.")' },
  { name: "discriminator with const tags", schema: { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } }, components: { Cat, Dog }, takes: [{ kind: "cat", lives: 9 }, { kind: "dog" }], refuses: [{ kind: "cat" }, { kind: "bird" }], source: 'z.discriminatedUnion("kind", [Cat, Dog])' },
  { name: "tags without a discriminator", schema: { oneOf: [ref("Cat"), ref("Dog")] }, components: { Cat, Dog }, takes: [{ kind: "dog" }], refuses: [{ kind: "bird" }], source: 'z.discriminatedUnion("kind", [Cat, Dog])' },
  { name: "discriminator by its mapping", schema: { oneOf: [ref("CatBase"), ref("DogBase")], discriminator: { propertyName: "kind", mapping: { cat: "#/components/schemas/CatBase", dog: "DogBase" } } }, components: Untagged, takes: [{ kind: "cat", lives: 1 }, { kind: "dog" }], refuses: [{ kind: "bird" }], finds: ["narrowed", "widened"] },
  { name: "discriminator by the names of schemas", schema: { anyOf: [ref("CatBase"), ref("DogBase")], discriminator: { propertyName: "kind" } }, components: Untagged, takes: [{ kind: "CatBase" }], refuses: [{ kind: "cat" }], finds: ["narrowed"] },
  { name: "two names for one schema in a mapping", schema: { oneOf: [ref("CatBase"), ref("DogBase")], discriminator: { propertyName: "kind", mapping: { cat: "#/components/schemas/CatBase", lion: "#/components/schemas/CatBase", dog: "#/components/schemas/DogBase" } } }, components: Untagged, takes: [{ kind: "lion" }, { kind: "cat" }], refuses: [{ kind: "x" }], finds: ["narrowed", "widened"], source: 'z.enum(["cat", "lion"])' },
  { name: "discriminator with tags in an enum", schema: { oneOf: [ref("A"), ref("B")], discriminator: { propertyName: "t" } }, components: { A: object({ t: { type: "string", enum: ["a", "x"] } }, ["t"]), B: object({ t: { type: "string", enum: ["b"] } }, ["t"]) }, takes: [{ t: "x" }, { t: "b" }], refuses: [{ t: "c" }] },
  { name: "a discriminator whose schemas extend the base", schema: ref("Pet"), components: { Pet: object({ kind: text }, ["kind"], { discriminator: { propertyName: "kind" } }), Cat: { allOf: [ref("Pet"), object({ lives: small }, ["lives"])] } }, takes: [{ kind: "Cat", lives: 9 }], refuses: [{}], finds: ["approximated"] },
  { name: "a schema that extends a base with a discriminator", schema: ref("Cat"), components: { Pet: object({ kind: text }, ["kind"], { discriminator: { propertyName: "kind" } }), Cat: { allOf: [ref("Pet"), object({ lives: small }, ["lives"])] } }, takes: [{ kind: "Cat", lives: 9 }], refuses: [{ kind: "Cat" }] },
  { name: "oneOf of kinds", schema: { oneOf: [text, small, flag] }, takes: ["a", 1, true], refuses: [1.5, null], source: "z.union([z.string(), z.int32(), z.boolean()])" },
  { name: "oneOf of objects that overlap", schema: { oneOf: [object({ a: text }, ["a"]), object({ b: text }, ["b"])] }, takes: [{ a: "x" }, { b: "x" }], refuses: [{ a: "x", b: "y" }, {}], source: "z.xor(" },
  { name: "anyOf of objects that overlap", schema: { anyOf: [object({ a: text }, ["a"]), object({ a: text, b: text }, ["a", "b"])] }, takes: [{ a: "x" }, { a: "x", b: "y" }], refuses: [{}], finds: ["approximated"] },
  { name: "oneOf of number and integer", schema: { oneOf: [number, small] }, takes: [1.5], refuses: [1] },
  { name: "anyOf of one", schema: { anyOf: [text] }, takes: ["a"], refuses: [1], source: "output: z.string()," },
  { name: "one reference twice in anyOf", schema: { anyOf: [ref("User"), ref("User")] }, components: { User }, takes: [{ name: "a" }], refuses: [{}] },
  { name: "a type beside oneOf", schema: { type: "object", oneOf: [ref("Cat"), ref("Dog")] }, components: { Cat, Dog }, takes: [{ kind: "dog" }], refuses: [{}] },
  { name: "required beside anyOf", schema: { ...object({ a: text, b: text }), anyOf: [{ required: ["a"] }, { required: ["b"] }] }, takes: [{ a: "x" }, { b: "x" }], refuses: [{}], finds: ["approximated"] },
  { name: "a schema of itself in an array", schema: ref("Node"), components: { Node }, takes: [{ name: "a", children: [{ name: "b" }] }], refuses: [{ name: "a", children: [{}] }], source: "get children(): z.ZodOptional<z.ZodArray<typeof Node>> {" },
  { name: "two schemas of each other", schema: ref("A"), components: { A: object({ b: ref("B") }), B: object({ a: { anyOf: [ref("A"), { type: "null" }] } }) }, takes: [{ b: { a: { b: {} } } }, { b: { a: null } }], refuses: [{ b: { a: 1 } }] },
  { name: "a record of itself", schema: ref("Tree"), components: { Tree: { type: "object", additionalProperties: ref("Tree") } }, takes: [{ a: { b: {} } }], refuses: [{ a: 1 }] },
  { name: "a union with itself", schema: ref("Nested"), components: { Nested: { anyOf: [text, { type: "array", items: ref("Nested") }] } }, takes: ["a", [["b"]]], refuses: [[1]], source: "export type Nested = string | Array<Nested>;" },
  { name: "a subtype of what refers to it", schema: ref("Pet"), components: { Pet: object({ friend: ref("Cat"), name: text }, ["name"]), Cat: { allOf: [ref("Pet"), object({ lives: small }, ["lives"])] } }, takes: [{ name: "a", friend: { name: "b", lives: 1 } }], refuses: [{ name: "a", friend: { name: "b" } }] },
  { name: "a reference to itself", schema: ref("A"), components: { A: ref("A") }, refused: "leads back to itself" },
  { name: "references in a circle", schema: ref("A"), components: { A: ref("B"), B: ref("A") }, refused: "leads back to itself" },
  { name: "a reference to nothing", schema: ref("Missing"), refused: "leads to nothing" },
  { name: "a reference into a property", schema: { $ref: "#/components/schemas/User/properties/name" }, components: { User }, takes: ["a"], refuses: [1] },
  { name: "a reference with encoded slashes", schema: { $ref: "#/components/schemas/a~1b%20c" }, components: { "a/b c": text }, takes: ["a"], refuses: [1] },
  { name: "an anchor", schema: { $ref: "#user" }, refused: "names an anchor" },
  { name: "a reference to another host", schema: { $ref: "https://example.com/a.json#/b" }, refused: "names another host" },
  { name: "names that differ in case", schema: object({ a: ref("user"), b: ref("User") }, ["a", "b"]), components: { user: text, User: flag }, takes: [{ a: "x", b: true }], refuses: [{ a: true, b: true }], source: "User2" },
  { name: "names of built-ins", schema: object({ a: ref("Error"), b: ref("Date"), c: ref("z") }), components: { Error: text, Date: text, z: text }, takes: [{ a: "x" }], source: "ErrorSchema" },
  { name: "names with dots and generics", schema: object({ a: ref("com.example.User"), b: ref("Page_User_") }), components: { "com.example.User": User, Page_User_: object({ items: { type: "array", items: User } }) }, takes: [{ b: { items: [{ name: "a" }] } }], source: "PageUser" },
];
