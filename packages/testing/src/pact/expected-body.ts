/**
 * A recorded value as Pact expects it: an example, and matching rules that say what the schema says. Pact has no word for "may be
 * absent", "may be null" and "one of these forms"; what a schema leaves open like that is not expected at all, so that a provider
 * which does what its contract says is never turned away.
 */

import { checksOf, childrenOf, definitionOf, isRecord, type Schema } from "@seamline/core/internal";
import type { Matcher } from "../record/matcher.ts";
import type { PactRule, PactRules } from "./pact.ts";

/** An example and its rules; `undefined` when nothing can be expected. */
export interface ExpectedBody {
  readonly content: unknown;
  readonly rules: PactRules;
}

/**
 * The body that a verifier expects, with the rules of its parts; `undefined` when nothing is expected.
 * @param root the recording's name of the value: `output`, `error.details`.
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

/** Where a value is: in Pact's words, and in the recording's. */
interface Where {
  readonly pact: string;
  readonly own: string;
}

function expectValue(to: Expecting, schema: Schema | undefined, value: unknown, where: Where): unknown {
  const declared = to.matchers[where.own];
  if (declared?.match === "exact") return expect(to, where, value, { match: "equality" });
  if (declared?.match === "regex") return expect(to, where, value, { match: "regex", regex: declared.pattern });
  if (schema === undefined || value === undefined) return nothing;
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return isRecord(value) ? expectFields(to, definition.shape, value, where) : nothing;
    case "array":
      return Array.isArray(value) ? expectItems(to, definition.element, value, where) : nothing;
    case "string":
      return expect(to, where, value, { match: "type" });
    case "number":
      return expect(to, where, value, { match: Number.isInteger(value) && isInteger(schema) ? "integer" : "number" });
    case "boolean":
      return expect(to, where, value, { match: "boolean" });
    case "enum":
      return expectOneOf(to, Object.values(definition.entries), value, where);
    case "literal":
      return expectOneOf(to, definition.values, value, where);
    case "lazy":
    case "readonly":
    case "nonoptional":
    case "pipe": {
      const [inner] = childrenOf(schema);
      return expectValue(to, inner?.schema, value, where);
    }
    default:
      return nothing;
  }
}

function expect(to: Expecting, { pact }: Where, value: unknown, matcher: Readonly<Record<string, unknown>>): unknown {
  to.rules[pact] = { combine: "AND", matchers: [matcher] };
  return value;
}

function expectFields(
  to: Expecting,
  shape: Readonly<Record<string, Schema>>,
  value: Readonly<Record<string, unknown>>,
  where: Where,
): unknown {
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const pact = /^\w+$/.test(key) ? `${where.pact}.${key}` : `${where.pact}['${key.replaceAll("'", "\\'")}']`;
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    const expected = expectValue(to, known, field, { pact, own: `${where.own}.${key}` });
    return expected === nothing ? [] : [[key, expected]];
  });
  return Object.fromEntries(fields);
}

/** Every item must be as the first; how many there are is open. */
function expectItems(to: Expecting, element: Schema, items: readonly unknown[], where: Where): unknown {
  if (items.length === 0) return nothing;
  const expected = expectValue(to, element, items[0], { pact: `${where.pact}[*]`, own: `${where.own}[]` });
  return expected === nothing ? nothing : expect(to, where, [expected], { match: "type" });
}

function expectOneOf(to: Expecting, values: readonly unknown[], value: unknown, where: Where): unknown {
  if (values.length === 1) return expect(to, where, value, { match: "equality" });
  if (!values.every((one) => typeof one === "string")) return nothing;
  const words = values.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return expect(to, where, value, { match: "regex", regex: `^(?:${words.join("|")})$` });
}

function isInteger(schema: Schema): boolean {
  return checksOf(schema).some((one) => one.check === "number_format" && !one.format.startsWith("float"));
}
