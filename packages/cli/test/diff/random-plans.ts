/** Random schemas, edited versions of them, and values that may match. */

import fc from "fast-check";
import type { FieldPlan, Fields, Plan } from "./schema-plans.ts";

const bound = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const words = fc.uniqueArray(fc.constantFrom("a", "b", "c", "ab"), { minLength: 1, maxLength: 3 });
const names = fc.constantFrom("a", "b", "c", "tag2");
const presence = fc.constantFrom("required", "optional", "default") as fc.Arbitrary<FieldPlan["presence"]>;
const plain = ["flag", "null", "json", "date", "bigint", "trimmed", "template", "even"] as const;

const leaves: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    min: bound,
    max: bound,
    test: fc.option(fc.constantFrom("email", "letters", "startsWithA"), { nil: undefined, freq: 3 }),
  }),
  fc.record({
    kind: fc.constant("number" as const),
    whole: fc.boolean(),
    min: bound,
    max: bound,
    above: bound,
    step: fc.option(fc.constantFrom(1, 2, 4, 0.5), { nil: undefined, freq: 2 }),
  }),
  fc.record({ kind: fc.constantFrom("enum", "literals"), values: words }),
  fc.record({ kind: fc.constantFrom(...plain) }),
);

const { plan, fields } = fc.letrec<{ plan: Plan; field: FieldPlan; fields: Fields }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 3, depthIdentifier: "plan" },
    { weight: 4, arbitrary: leaves },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom("nullable", "readonly", "tree", "named"), of: tie("plan") }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("list" as const), of: tie("plan"), min: bound, max: bound }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("record" as const),
        of: tie("plan"),
        keys: fc.constantFrom("any", "short", "all", "some"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("tuple" as const),
        items: fc.array(tie("plan"), { minLength: 1, maxLength: 3 }),
        rest: fc.option(tie("plan"), { nil: undefined }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom("either", "either", "either", "exclusive"),
        options: fc.array(tie("plan"), { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("tagged" as const),
        options: fc.uniqueArray(fc.record({ tag: fc.constantFrom("x", "y", "z"), fields: tie("fields") }), {
          minLength: 1,
          maxLength: 3,
          selector: (option) => option.tag,
        }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("object" as const),
        fields: tie("fields"),
        others: fc.constantFrom("strip", "strip", "strict", "texts", "numbers"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("both" as const), left: tie("fields"), right: tie("fields") }),
    },
  ),
  field: fc.record({ of: tie("plan"), presence }),
  fields: fc.dictionary(names, tie("field"), { maxKeys: 3, noNullPrototype: true }),
}));

/** Any schema. */
export const plans: fc.Arbitrary<Plan> = plan;

/** The plan with a few edits. */
export function editsOf(one: Plan): fc.Arbitrary<Plan> {
  return fc.oneof({ weight: 3, arbitrary: editBelow(one) }, { weight: 2, arbitrary: editHere(one) });
}

/** An edit of the plan itself. */
function editHere(one: Plan): fc.Arbitrary<Plan> {
  const wraps = fc.constantFrom<Plan>(
    one,
    { kind: "nullable", of: one },
    { kind: "readonly", of: one },
    { kind: "named", of: one },
    { kind: "either", options: [one, { kind: "flag" }] },
    { kind: "json" },
  );
  const own: Partial<Record<Plan["kind"], fc.Arbitrary<Plan>>> = {};
  if (one.kind === "text") own.text = fc.record({ ...constants(one), min: bound, max: bound });
  if (one.kind === "number") own.number = fc.record({ ...constants(one), whole: fc.boolean(), min: bound, max: bound });
  if (one.kind === "list") own.list = fc.record({ ...constants(one), min: bound, max: bound });
  if (one.kind === "record") {
    own.record = fc.record({ ...constants(one), keys: fc.constantFrom("any", "short", "all", "some") });
  }
  if (one.kind === "enum" || one.kind === "literals") {
    own[one.kind] = fc.record({ kind: fc.constantFrom("enum" as const, "literals" as const), values: words });
  }
  if (one.kind === "object") {
    own.object = fc.record({ ...constants(one), others: fc.constantFrom("strip", "strict", "texts", "numbers") });
  }
  if (one.kind === "either" || one.kind === "exclusive") {
    own[one.kind] = plan.map((added) => ({ ...one, options: [...one.options, added] }));
  }
  if (one.kind === "nullable" || one.kind === "readonly" || one.kind === "named") own[one.kind] = fc.constant(one.of);
  const arbitrary = own[one.kind];
  return arbitrary === undefined ? fc.oneof(wraps, leaves) : fc.oneof(wraps, arbitrary, arbitrary);
}

function constants<Value extends object>(value: Value): { [Key in keyof Value]: fc.Arbitrary<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fc.constant(item)])) as never;
}

function editBelow(one: Plan): fc.Arbitrary<Plan> {
  switch (one.kind) {
    case "nullable":
    case "readonly":
    case "tree":
    case "named":
    case "list":
    case "record":
      return editsOf(one.of).map((of) => ({ ...one, of }));
    case "tuple":
      return fc.tuple(...one.items.map(rarely)).map((items) => ({ ...one, items }));
    case "either":
    case "exclusive":
      return fc
        .tuple(fc.tuple(...one.options.map(rarely)), fc.boolean())
        .map(([options, turned]) => ({ ...one, options: turned ? options.toReversed() : options }));
    case "tagged":
      return fc
        .tuple(
          ...one.options.map(({ tag, fields: own }) => fc.record({ tag: fc.constant(tag), fields: editFields(own) })),
        )
        .chain((options) => fc.shuffledSubarray(options, { minLength: Math.max(1, options.length - 1) }))
        .map((options) => ({ ...one, options }));
    case "object":
      return editFields(one.fields).map((edited) => ({ ...one, fields: edited }));
    case "both":
      return fc.record({
        kind: fc.constant("both" as const),
        left: editFields(one.left),
        right: editFields(one.right),
      });
    default:
      return editHere(one);
  }
}

function rarely(one: Plan): fc.Arbitrary<Plan> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(one) }, { weight: 2, arbitrary: editsOf(one) });
}

/** Changed, removed and added fields. */
function editFields(own: Fields): fc.Arbitrary<Fields> {
  const kept = Object.entries(own).map(([name, field]) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([[name, field]]) },
      { weight: 3, arbitrary: rarely(field.of).map((of) => [[name, { ...field, of }]]) },
      { weight: 2, arbitrary: presence.map((other) => [[name, { ...field, presence: other }]]) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
  );
  const added = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fields });
  return fc
    .tuple(fc.tuple(...kept), added)
    .map(([entries, more]) => ({ ...more, ...Object.fromEntries(entries.flat()) }) as Fields);
}

const texts = fc.oneof(
  fc.constantFrom("", "a", "b", "ab", "abc", "A", "aaaa", "a1", "a@b.co", " a "),
  fc.string({ maxLength: 5 }),
);
const numbers = fc.oneof(fc.integer({ min: -1, max: 6 }), fc.constantFrom(0.5, 1.5, 2.5, 8, 100));

/** Wire values that probably match, without properties beyond the schema, as clients send them. */
export function valuesOf(one: Plan): fc.Arbitrary<unknown> {
  switch (one.kind) {
    case "text":
    case "trimmed":
      return texts;
    case "number":
    case "even":
      return numbers;
    case "enum":
    case "literals":
      return fc.constantFrom(...one.values);
    case "flag":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "json":
      return fc.oneof(texts, numbers, fc.boolean(), fc.jsonValue({ maxDepth: 2 }));
    case "date":
      return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) }).map((date) => date.toISOString());
    case "bigint":
      return fc.bigInt().map(String);
    case "template":
      return fc.integer().map((value) => `a${value}`);
    case "nullable":
      return fc.option(valuesOf(one.of), { freq: 3 });
    case "readonly":
    case "named":
      return valuesOf(one.of);
    case "tree":
      return fc.letrec((tie) => ({
        tree: fc.record({
          value: valuesOf(one.of),
          children: fc.oneof(
            { maxDepth: 2, depthIdentifier: "tree" },
            fc.constant([]),
            fc.array(tie("tree"), { maxLength: 2 }),
          ),
        }),
      })).tree;
    case "list":
      return fc.array(valuesOf(one.of), { minLength: one.min ?? 0, maxLength: Math.max(one.min ?? 0, 3) });
    case "record": {
      const known = { a: valuesOf(one.of), b: valuesOf(one.of) };
      if (one.keys === "all") return fc.record(known);
      if (one.keys === "some") return fc.record(known, { requiredKeys: [] });
      return fc.dictionary(fc.constantFrom("a", "b", "z", "zz"), valuesOf(one.of), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    }
    case "tuple":
      return fc
        .tuple(
          fc.tuple(...one.items.map(valuesOf)),
          one.rest === undefined ? fc.constant([]) : fc.array(valuesOf(one.rest)),
        )
        .map(([items, rest]) => [...items, ...rest]);
    case "either":
    case "exclusive":
      return fc.oneof(...one.options.map(valuesOf));
    case "tagged":
      return fc.oneof(
        ...one.options.map(({ tag, fields: own }) => objectsOf(own).map((object) => ({ tag, ...object }))),
      );
    case "object": {
      const more: fc.Arbitrary<unknown> = one.others === "texts" ? texts : numbers;
      const others = ["texts", "numbers"].includes(one.others)
        ? fc.dictionary(fc.constantFrom("c", "tag2", "more"), more, { maxKeys: 2, noNullPrototype: true })
        : fc.constant({});
      return fc.tuple(others, objectsOf(one.fields)).map(([other, own]) => {
        const free = Object.entries(other).filter(([name]) => !Object.hasOwn(one.fields, name));
        return { ...own, ...Object.fromEntries(free) };
      });
    }
    case "both":
      return fc.tuple(objectsOf(one.left), objectsOf(one.right)).map(([left, right]) => ({ ...left, ...right }));
  }
}

function objectsOf(own: Fields): fc.Arbitrary<object> {
  const entries = Object.entries(own);
  const requiredKeys = entries.flatMap(([name, field]) => (field.presence === "required" ? [name] : []));
  return fc.record(Object.fromEntries(entries.map(([name, { of }]) => [name, valuesOf(of)])), {
    requiredKeys,
    noNullPrototype: true,
  });
}
