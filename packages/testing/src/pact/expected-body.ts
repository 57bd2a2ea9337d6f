/**
 * The expected body of a Pact exchange: an example, and matching rules that are derived from the
 * schema. Pact cannot express "may be absent", "may be null" and "one of these forms"; such parts
 * are not expected, so that a provider which keeps its contract always passes.
 */

import { checksOf, childrenOf, definitionOf, isRecord, type Schema } from "@seamline/core/internal";
import type { Matcher } from "../record/matcher.ts";
import type { PactRule, PactRules } from "./pact.ts";

/** An example and its rules. */
export interface ExpectedBody {
  readonly content: unknown;
  readonly rules: PactRules;
}

/**
 * Converts a recorded value to an expected body; `undefined` if nothing is expected.
 * @param root the value's name in the recording: `output`, `error.details`.
 * @param matchers by path below `root`.
 */
export function toExpectedBody(
  schema: Schema | undefined,
  value: unknown,
  root: string,
  matchers: Readonly<Record<string, Matcher>>,
): ExpectedBody | undefined {
  const rules: Record<string, PactRule> = {};
  const content = expectValue({ rules, matchers }, schema, value, { pact: "$", own: root });
  return content === nothing ? undefined : { content, rules };
}

const nothing = Symbol("nothing is expected");

interface Expecting {
  readonly rules: Record<string, PactRule>;
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
  if (schema === undefined || value === undefined) return nothing;
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return isRecord(value) ? expectFields(to, definition.shape, value, at) : nothing;
    case "array":
      return Array.isArray(value) ? expectItems(to, definition.element, value, at) : nothing;
    case "string":
      return expect(to, at, value, { match: "type" });
    case "number":
      return expect(to, at, value, { match: Number.isInteger(value) && isInteger(schema) ? "integer" : "number" });
    case "boolean":
      return expect(to, at, value, { match: "boolean" });
    case "enum":
      return expectOneOf(to, Object.values(definition.entries), value, at);
    case "literal":
      return expectOneOf(to, definition.values, value, at);
    case "lazy":
    case "readonly":
    case "nonoptional":
    case "pipe": {
      const [inner] = childrenOf(schema);
      return expectValue(to, inner?.schema, value, at);
    }
    default:
      return nothing;
  }
}

function expect(
  to: Expecting,
  { pact }: Position,
  value: unknown,
  matcher: Readonly<Record<string, unknown>>,
): unknown {
  to.rules[pact] = { combine: "AND", matchers: [matcher] };
  return value;
}

function expectFields(
  to: Expecting,
  shape: Readonly<Record<string, Schema>>,
  value: Readonly<Record<string, unknown>>,
  at: Position,
): unknown {
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const pact = /^\w+$/.test(key) ? `${at.pact}.${key}` : `${at.pact}['${key.replaceAll("'", "\\'")}']`;
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    const expected = expectValue(to, known, field, { pact, own: `${at.own}.${key}` });
    return expected === nothing ? [] : [[key, expected]];
  });
  return Object.fromEntries(fields);
}

/** Expects every item to be like the first, in any number. */
function expectItems(to: Expecting, element: Schema, items: readonly unknown[], at: Position): unknown {
  if (items.length === 0) return nothing;
  const expected = expectValue(to, element, items[0], { pact: `${at.pact}[*]`, own: `${at.own}[]` });
  return expected === nothing ? nothing : expect(to, at, [expected], { match: "type" });
}

function expectOneOf(to: Expecting, values: readonly unknown[], value: unknown, at: Position): unknown {
  if (values.length === 1) return expect(to, at, value, { match: "equality" });
  if (!values.every((one) => typeof one === "string")) return nothing;
  const words = values.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return expect(to, at, value, { match: "regex", regex: `^(?:${words.join("|")})$` });
}

function isInteger(schema: Schema): boolean {
  return checksOf(schema).some((one) => one.check === "number_format" && !one.format.startsWith("float"));
}
