/** Random schemas with random values, valid ones and spoiled ones. */

import fc from "fast-check";
import { oddValues } from "../service/odd-values.ts";
import type { FieldPlan, LeafKind, Plan, WrapperKind } from "./schema-plan.ts";

/** A value, and the replacement of one of its parts. */
export interface RandomValue {
  readonly value: unknown;
  /** The field with one option of each union, of which the value was drawn. */
  readonly option: FieldPlan;
  /**
   * The index of the part to replace, counted from the outermost, and the name of the odd value.
   * `undefined` keeps the value.
   */
  readonly spoiled: { readonly part: number; readonly by: string } | undefined;
}

/** An operation, and the values to send in both directions. */
export interface RandomOperation {
  /** The only field of its input and output, `value`. */
  readonly field: FieldPlan;
  readonly location: "Body" | "Query" | "Header";
  readonly values: readonly RandomValue[];
}

/** The names of odd values, without the large ones. */
const odd = Object.keys(oddValues).filter((name) => !name.includes("megabytes"));

const keys = fc.constantFrom("a", "b", "c", "name", "1", "10", "", "a b", "\u00e9", "constructor", "then", "toJSON");

const texts = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: "binary", maxLength: 6 }), keys);

const jsonValues = fc.jsonValue({ maxDepth: 3 });

const { tree } = fc.letrec((tie) => ({
  tree: fc.record(
    {
      label: texts,
      at: fc.date({ noInvalidDate: true }),
      children: fc.array(tie("tree"), { maxLength: 2, depthIdentifier: "tree" }),
    },
    { requiredKeys: ["label"] },
  ),
}));

const leafValues: Readonly<Record<LeafKind, fc.Arbitrary<unknown>>> = {
  text: texts,
  shortText: fc.string({ maxLength: 4 }),
  trimmed: texts.map((text) => ` ${text}\t`),
  number: fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, Number.MAX_VALUE, 5e-324)),
  whole: fc.oneof(fc.integer(), fc.maxSafeInteger()),
  flag: fc.boolean(),
  null: fc.constant(null),
  size: fc.constantFrom("small", "large"),
  date: fc.date({ noInvalidDate: true }),
  bigint: fc.bigInt(),
  bytes: fc.uint8Array({ maxLength: 8 }),
  json: jsonValues,
  tree,
  orNothing: fc.option(texts),
};

const leafPlans: fc.Arbitrary<Plan> = fc.record({ kind: fc.constantFrom(...(Object.keys(leafValues) as LeafKind[])) });

const wrappers: readonly WrapperKind[] = [
  ...(["nullable", "list", "record", "readonly", "nullable", "list", "record", "lazy", "branded", "rest"] as const),
  ...(["optional", "nonoptional", "patternRecord", "partialRecord", "looseRecord"] as const),
];

const alike: FieldPlan[] = [
  { key: "a", of: { kind: "text" }, presence: "required", standard: undefined },
  { key: "b", of: { kind: "whole" }, presence: "optional", standard: undefined },
  { key: "c", of: { kind: "date" }, presence: "required", standard: undefined },
  { key: "name", of: { kind: "size" }, presence: "required", standard: undefined },
];

/** Makes an intersection of an object: each of its fields is on one side. */
function splitObject(object: Plan): fc.Arbitrary<Plan> {
  if (object.kind !== "object" || object.keys !== "strip") return fc.constant(object);
  return fc.nat({ max: object.fields.length }).map((at) => ({
    kind: "both",
    of: [
      { ...object, fields: object.fields.slice(0, at) },
      { ...object, fields: object.fields.slice(at) },
    ],
  }));
}

const { plan } = fc.letrec<{ plan: Plan; field: FieldPlan; object: Plan; part: Plan }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 3, depthIdentifier: "plan" },
    { weight: 3, arbitrary: leafPlans },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom(...wrappers), of: tie("plan") }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("tuple", "either", "either", "oneOnly"),
        of: fc.array(tie("plan"), { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 2, arbitrary: tie("object") },
    // Objects with some fields alike, the shapes that unions are made of.
    {
      weight: 1,
      arbitrary: fc.array(tie("part"), { minLength: 2, maxLength: 3 }).map((of) => ({ kind: "either" as const, of })),
    },
    { weight: 1, arbitrary: tie("object").chain(splitObject) },
  ),
  object: fc.record({
    kind: fc.constant("object" as const),
    fields: fc.uniqueArray(tie("field"), { maxLength: 4, selector: (field) => field.key }),
    keys: fc.constantFrom("strip", "strip", "strict", "catchall"),
  }),
  part: fc.record({
    kind: fc.constant("object" as const),
    fields: fc.subarray(alike),
    keys: fc.constantFrom("strip", "strip", "strict"),
  }),
  field: keys.chain((key) => fieldNamed(key, tie("plan"))),
}));

function fieldNamed(key: string, plans: fc.Arbitrary<Plan>): fc.Arbitrary<FieldPlan> {
  return plans.chain((of) =>
    fc.record({
      key: fc.constant(key),
      of: fc.constant(of),
      // Names that every object inherits cannot be absent, and contracts refuse them as optional.
      presence: key in Object.prototype ? fc.constant("required") : fc.constantFrom("required", "optional", "default"),
      standard: valuesOf(of),
    }),
  );
}

/**
 * Draws values of a schema: properties in any order, optional ones missing or `undefined`, others
 * added.
 */
function valuesOf(of: Plan): fc.Arbitrary<unknown> {
  switch (of.kind) {
    case "nullable":
      return fc.option(valuesOf(of.of), { freq: 4 });
    case "optional":
      return fc.option(valuesOf(of.of), { freq: 4, nil: undefined });
    case "nonoptional":
      return valuesOf(of.of).filter((value) => value !== undefined);
    case "readonly":
    case "branded":
    case "lazy":
      return valuesOf(of.of);
    case "rest":
      return fc.tuple(texts, fc.array(valuesOf(of.of), { maxLength: 2 })).map(([first, rest]) => [first, ...rest]);
    case "partialRecord":
    case "patternRecord":
      return fc.dictionary(fc.constantFrom("a", "b"), valuesOf(of.of), { maxKeys: 2, noNullPrototype: true });
    case "looseRecord":
    case "list":
      return fc.array(valuesOf(of.of), { maxLength: 3 });
    case "record":
      return fc.dictionary(keys, valuesOf(of.of), { maxKeys: 3, noNullPrototype: true });
    case "tuple":
      return fc.tuple(...of.of.map(valuesOf));
    case "either":
    case "oneOnly":
      return fc.oneof(...of.of.map(valuesOf));
    case "both":
      return fc.tuple(...of.of.map(valuesOf)).map((sides) => Object.assign({}, ...sides));
    case "object": {
      const properties = of.fields.map((field) => fieldValue(field).map((value) => [field.key, value] as const));
      const others =
        of.keys === "strict"
          ? fc.constant([])
          : fc.array(fc.tuple(fc.constantFrom("x", "2", "more"), texts), { maxLength: 1 });
      return fc
        .tuple(fc.tuple(...properties), others)
        .chain(([own, added]) => fc.shuffledSubarray([...own, ...added], { minLength: own.length + added.length }))
        .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== missing)));
    }
    default:
      return leafValues[of.kind];
  }
}

const missing = Symbol("missing");

function fieldValue({ of, presence }: FieldPlan): fc.Arbitrary<unknown> {
  if (presence === "required") return valuesOf(of);
  return fc.oneof(
    { weight: 3, arbitrary: valuesOf(of) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, missing) },
  );
}

/** Draws operations. @param values the number of values of each. */
export function randomOperations(values: number): fc.Arbitrary<RandomOperation> {
  return fieldNamed("value", plan).chain((field) =>
    fc.record({
      field: fc.constant(field),
      location: fc.constantFrom("Body", "Query", "Header"),
      values: fc.array(randomValue(field), { minLength: values, maxLength: values }),
    }),
  );
}

function randomValue(field: FieldPlan): fc.Arbitrary<RandomValue> {
  const spoiled = fc.record({ part: fc.nat({ max: 20 }), by: fc.constantFrom(...odd) });
  return oneOption(field.of).chain((of) =>
    fc.record({
      option: fc.constant({ ...field, of }),
      value: fieldValue({ ...field, of }).map((value) => (value === missing ? {} : { value })),
      spoiled: fc.option(spoiled, { nil: undefined, freq: 2 }),
    }),
  );
}

/** Draws one option of each union in a plan. */
function oneOption(of: Plan): fc.Arbitrary<Plan> {
  switch (of.kind) {
    case "either":
    case "oneOnly":
      return fc.constantFrom(...of.of).chain(oneOption);
    case "tuple":
    case "both":
      return fc.tuple(...of.of.map(oneOption)).map((parts) => ({ ...of, of: parts }));
    case "object":
      return fc
        .tuple(...of.fields.map((field) => oneOption(field.of).map((one) => ({ ...field, of: one }))))
        .map((fields) => ({ ...of, fields }));
    default:
      return "of" in of ? oneOption(of.of).map((inner) => ({ ...of, of: inner })) : fc.constant(of);
  }
}

/** Creates the value, spoiled if `spoiled` is set. */
export function toValue({ value, spoiled }: RandomValue): unknown {
  if (spoiled === undefined) return value;
  const parts = countParts(value);
  return replacePart(value, { left: spoiled.part % parts }, (oddValues[spoiled.by] as () => unknown)());
}

function countParts(value: unknown): number {
  return isBranch(value) ? Object.values(value).reduce<number>((sum, item) => sum + countParts(item), 1) : 1;
}

function replacePart(value: unknown, at: { left: number }, by: unknown): unknown {
  at.left -= 1;
  if (at.left === -1) return by;
  if (!isBranch(value)) return value;
  if (Array.isArray(value)) return value.map((item) => replacePart(item, at, by));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replacePart(item, at, by)]));
}

function isBranch(value: unknown): value is object {
  return (
    Array.isArray(value) ||
    (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
  );
}
