/**
 * The expected body of a Pact exchange: an example, and matching rules that are derived from the
 * schema. Pact cannot express "may be absent", "one of these objects" and "an object or null"; such
 * parts are not expected, so that a provider which keeps its contract always passes, and are named.
 */

import { childrenOf, definitionOf, isRecord, type Schema } from "@seamline/core/internal";
import type { z } from "zod";
import type { Matcher } from "../record/matcher.ts";
import type { PactRule, PactRules } from "./pact.ts";
import { exampleOf, scalarMatchersOf, typeMatcher as type } from "./scalar-matchers.ts";

/** An example and its rules. */
export interface ExpectedBody {
  readonly content: unknown;
  readonly rules: PactRules;
}

/** What is expected of a recorded value, and the paths of the parts that are not. */
export interface Expectation {
  /** `undefined` if nothing is expected. */
  readonly body: ExpectedBody | undefined;
  readonly leftOut: readonly string[];
}

/**
 * Converts a recorded value to an expected body.
 * @param root the value's name in the recording: `output`, `error.details`.
 * @param matchers by path below `root`.
 */
export function toExpectedBody(
  schema: Schema | undefined,
  value: unknown,
  root: string,
  matchers: Readonly<Record<string, Matcher>>,
): Expectation {
  const to: Expecting = { rules: {}, leftOut: new Set(), matchers };
  const expected = expectValue(to, schema, value, { pact: "$", own: root });
  // A body that is `null` or empty text is no body to Pact.
  const content = expected === "" && to.rules.$?.matchers.includes(type) ? "text" : expected;
  const isExpected = content !== nothing && content !== null && content !== "";
  if (!isExpected && value !== undefined) to.leftOut.add(root);
  return { body: isExpected ? { content, rules: to.rules } : undefined, leftOut: [...to.leftOut] };
}

const nothing = Symbol("nothing is expected");

interface Expecting {
  readonly rules: Record<string, PactRule>;
  readonly leftOut: Set<string>;
  readonly matchers: Readonly<Record<string, Matcher>>;
}

/** The position of a value, as a path of Pact and as a path of the recording. */
interface Position {
  readonly pact: string;
  readonly own: string;
}

function expectValue(to: Expecting, schema: Schema | undefined, value: unknown, at: Position): unknown {
  const declared = to.matchers[at.own];
  if (declared?.match === "exact") return expect(to, at, value, { match: "equality" });
  if (declared?.match === "regex") return expect(to, at, value, { match: "regex", regex: declared.pattern });
  if (value === undefined) return nothing;
  if (schema === undefined || isOptional(schema)) return leaveOut(to, at);
  const scalars = scalarMatchersOf(schema);
  if (scalars !== undefined && scalars.length > 0) {
    return expect(to, at, exampleOf(scalars, value), ...scalars.map(({ matcher }) => matcher));
  }
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return expectFields(to, definition.shape, value, at);
    case "array":
      return expectItems(to, definition.element, value, at);
    case "tuple":
      return expectTuple(to, definition, value, at);
    case "record":
      return expectRecord(to, definition, value, at);
    case "intersection":
      return expectBoth(to, definition, value, at);
    case "union":
      return expectKind(to, schema, value, at);
    case "lazy":
    case "default":
    case "readonly":
    case "nonoptional":
    case "pipe": {
      const [inner] = childrenOf(schema);
      return expectValue(to, inner?.schema, value, at);
    }
    default:
      return leaveOut(to, at);
  }
}

function leaveOut(to: Expecting, { own }: Position): typeof nothing {
  to.leftOut.add(own);
  return nothing;
}

/** Expects a value that one of the matchers accepts. */
function expect(
  to: Expecting,
  { pact }: Position,
  value: unknown,
  ...matchers: readonly Readonly<Record<string, unknown>>[]
): unknown {
  to.rules[pact] = { combine: matchers.length === 1 ? "AND" : "OR", matchers };
  return value;
}

function expectFields(to: Expecting, shape: Readonly<Record<string, Schema>>, value: unknown, at: Position): unknown {
  if (!isRecord(value)) return leaveOut(to, at);
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const own = `${at.own}.${key}`;
    const pact = stepOf(key);
    if (pact === undefined) {
      leaveOut(to, { pact: "", own });
      return [];
    }
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    const expected = expectValue(to, known, field, { pact: at.pact + pact, own });
    return expected === nothing ? [] : [[key, expected]];
  });
  // Pact takes an empty object without a rule for one that has to be empty.
  return fields.length === 0 ? expect(to, at, {}, type) : Object.fromEntries(fields);
}

/**
 * The step of a key in a path of Pact; `undefined` for a key that its paths cannot hold: they have
 * no escapes, and one that cannot be read makes the whole file unreadable. Digits are read as a
 * number.
 */
function stepOf(key: string): string | undefined {
  if (/^[A-Za-z_]\w*$/.test(key)) return `.${key}`;
  return key === "" || key.includes("'") || /^(?:0\d+|\d{16,})$/.test(key) ? undefined : `['${key}']`;
}

/** Expects every item to be like the first, in any number. */
function expectItems(to: Expecting, element: Schema, items: unknown, at: Position): unknown {
  if (!Array.isArray(items)) return leaveOut(to, at);
  const [first] = items;
  const expected = expectValue(to, element, first, { pact: `${at.pact}[*]`, own: `${at.own}[]` });
  return expect(to, at, expected === nothing ? [] : [expected], type);
}

/** Expects each item; a tuple of which one item is not expected is expected to be a list. */
function expectTuple(to: Expecting, definition: z.core.$ZodTupleDef, value: unknown, at: Position): unknown {
  if (!Array.isArray(value)) return leaveOut(to, at);
  const own: Expecting = { ...to, rules: {}, leftOut: new Set() };
  const items = definition.items.map((item, index) =>
    expectValue(own, item, value[index], { pact: `${at.pact}[${index}]`, own: `${at.own}[${index}]` }),
  );
  const rest = definition.rest ? [`${at.own}[]`] : [];
  for (const path of [...own.leftOut, ...rest]) to.leftOut.add(path);
  if (rest.length > 0 || items.includes(nothing)) return expect(to, at, [], type);
  Object.assign(to.rules, own.rules);
  return items;
}

/** Expects every value to be like the first, with any keys; listed keys are fields. */
function expectRecord(to: Expecting, definition: z.core.$ZodRecordDef, value: unknown, at: Position): unknown {
  if (!isRecord(value)) return leaveOut(to, at);
  const { keyType, valueType, partial } = definition;
  const keys = keyType._zod.values;
  if (keys !== undefined && partial !== true) {
    return expectFields(to, Object.fromEntries([...keys].map((key) => [String(key), valueType])), value, at);
  }
  const [first] = Object.entries(value);
  const expected = expectValue(to, valueType, first?.[1], { pact: `${at.pact}.*`, own: `${at.own}.*` });
  return expect(to, at, expected === nothing ? {} : { [first?.[0] ?? ""]: expected }, { match: "values" });
}

/** Expects the fields of both sides. */
function expectBoth(to: Expecting, { left, right }: z.core.$ZodIntersectionDef, value: unknown, at: Position): unknown {
  const own: Expecting = { ...to, leftOut: new Set() };
  const sides = [left, right].map((side) => expectValue(own, side, value, at));
  const known = sides.filter(isRecord);
  const expected = Object.assign({}, ...known);
  if (known.length < 2 && Object.keys(expected).length === 0) return leaveOut(to, at);
  // Each side leaves out the fields of the other.
  const isKnown = (path: string): boolean => Object.hasOwn(expected, path.slice(at.own.length + 1));
  for (const path of own.leftOut) if (!isKnown(path)) to.leftOut.add(path);
  if (Object.keys(expected).length > 0) delete to.rules[at.pact];
  return expected;
}

/** Expects of several forms no more than that the value is a list or an object, if all are. */
function expectKind(to: Expecting, schema: Schema, value: unknown, at: Position): unknown {
  leaveOut(to, at);
  const kinds = new Set(childrenOf(schema).map((option) => definitionOf(option.schema).type));
  if (kinds.size !== 1) return nothing;
  if (kinds.has("object") && isRecord(value)) return expect(to, at, {}, type);
  return kinds.has("array") && Array.isArray(value) ? expect(to, at, [], type) : nothing;
}

/** A property that may be absent; of a codec its text decides. */
function isOptional(schema: Schema): boolean {
  const definition = definitionOf(schema);
  return definition.type === "pipe" ? isOptional(definition.in) : schema._zod.optout === "optional";
}
