/**
 * Pact's matchers for schemas of scalars, alone or as the options of a union: each is right for any
 * provider that keeps the contract, though it may accept more.
 */

import { checksOf, childrenOf, definitionOf, type Schema } from "@seamline/core/internal";

/** One kind of scalar: the matcher, and a value that it accepts. */
export interface ScalarMatcher {
  readonly matcher: Readonly<Record<string, unknown>>;
  /** Pact's `type` and `equality` compare with the example, the others do not. */
  readonly example: unknown;
}

/** Accepts what has the type of the example. */
export const typeMatcher: Readonly<Record<string, unknown>> = { match: "type" };

/** The matchers of a schema's scalars; `undefined` if it has other values, or may be absent. */
export function scalarMatchersOf(schema: Schema): readonly ScalarMatcher[] | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
    case "template_literal":
      return [text];
    case "number":
      return [isInteger(schema) ? integer : number];
    case "boolean":
      return [boolean];
    case "null":
      return [nothing];
    case "enum":
      return oneOf(Object.values(definition.entries));
    case "literal":
      return oneOf(definition.values);
    case "nullable":
      return join([scalarMatchersOf(definition.innerType), [nothing]]);
    case "union":
      return join(definition.options.map(scalarMatchersOf));
    case "default":
    case "readonly":
    case "nonoptional":
    case "pipe": {
      const [inner] = childrenOf(schema);
      return inner && scalarMatchersOf(inner.schema);
    }
    default:
      return undefined;
  }
}

/** Chooses the example for a value: its own where all matchers that compare with it can. */
export function exampleOf(matchers: readonly ScalarMatcher[], value: unknown): unknown {
  const wanted = matchers.find(({ matcher }) => matcher === text.matcher);
  if (wanted !== undefined && typeof value !== "string") return wanted.example;
  const other = matchers.find(({ example }) => example !== null);
  return value === null && other !== undefined ? other.example : value;
}

const text: ScalarMatcher = { matcher: typeMatcher, example: "text" };
const integer: ScalarMatcher = { matcher: { match: "integer" }, example: 0 };
const number: ScalarMatcher = { matcher: { match: "number" }, example: 0 };
const boolean: ScalarMatcher = { matcher: { match: "boolean" }, example: true };
const nothing: ScalarMatcher = { matcher: { match: "null" }, example: null };

function join(all: readonly (readonly ScalarMatcher[] | undefined)[]): readonly ScalarMatcher[] | undefined {
  if (!all.every((one) => one !== undefined)) return undefined;
  return [...new Map(all.flat().map((one) => [JSON.stringify(one.matcher), one])).values()];
}

function oneOf(values: readonly unknown[]): readonly ScalarMatcher[] | undefined {
  const [only] = values;
  if (values.length === 1 && typeof only !== "string" && only !== null) {
    return [{ matcher: { match: "equality" }, example: only }];
  }
  const words = values.filter((value) => typeof value === "string");
  const kinds: readonly (readonly ScalarMatcher[])[] = [
    words.length === 0 ? [] : [{ matcher: { match: "regex", regex: toPattern(words) }, example: words[0] }],
    values.some((value) => typeof value === "number") ? [number] : [],
    values.some((value) => typeof value === "boolean") ? [boolean] : [],
    values.includes(null) ? [nothing] : [],
  ];
  return kinds.flat();
}

function toPattern(words: readonly string[]): string {
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return `^(?:${escaped.join("|")})$`;
}

function isInteger(schema: Schema): boolean {
  return checksOf(schema).some((one) => one.check === "number_format" && !one.format.startsWith("float"));
}
