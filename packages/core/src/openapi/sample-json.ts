/**
 * Sample values of JSON Schemas: what the schema states as an example, a default or a constant, and
 * otherwise the plainest value of its type. A sample is a guess where rules are code; who prints it
 * checks it against the contract first.
 */

import { isRecord } from "../platform/unknown-value.ts";
import type { JsonObject } from "./convert-schemas.ts";

/** Makes samples; `undefined` if a schema has none. */
export type Sampler = (schema: JsonObject) => unknown;

/**
 * Creates a sampler.
 * @param resolve finds the schema that a reference names.
 * @param optional includes properties that may be missing.
 */
export function createSampler(resolve: (ref: string) => JsonObject | undefined, optional: boolean): Sampler {
  const open = new Set<string>();
  const sample = (schema: JsonObject): unknown => {
    const { examples, const: constant, enum: values, default: standard, $ref, allOf } = schema;
    if (Array.isArray(examples) && examples.length > 0) return examples[0];
    if (standard !== undefined) return standard;
    if (constant !== undefined) return constant;
    if (Array.isArray(values)) return values[0];
    if (typeof $ref === "string") return sampleReference($ref);
    if (Array.isArray(allOf)) return merge(allOf.map(sample));
    const options = schema.oneOf ?? schema.anyOf;
    if (Array.isArray(options)) return firstOf(options, sample);
    return sampleType(Array.isArray(schema.type) ? schema.type[0] : schema.type, schema);
  };
  const sampleReference = (ref: string): unknown => {
    const schema = resolve(ref);
    if (schema === undefined || open.has(ref)) return undefined;
    open.add(ref);
    try {
      return sample(schema);
    } finally {
      open.delete(ref);
    }
  };
  const sampleType = (type: unknown, schema: JsonObject): unknown => {
    switch (type) {
      case "string":
        return sampleText(schema);
      case "integer":
      case "number":
        return sampleNumber(schema);
      case "boolean":
        return true;
      case "null":
        return null;
      case "array":
        return sampleArray(schema);
      case "object":
        return sampleObject(schema);
      default:
        return undefined;
    }
  };
  const sampleArray = ({ items, prefixItems, minItems = 0 }: JsonObject): unknown => {
    if (Number(minItems) > longest.array) return undefined;
    const first = Array.isArray(prefixItems) ? prefixItems.map(sample) : [];
    if (first.includes(undefined)) return undefined;
    const item = isRecord(items) ? sample(items) : undefined;
    const least = Math.max(Number(minItems), Array.isArray(prefixItems) ? 0 : 1) - first.length;
    if (item !== undefined) return [...first, ...Array.from({ length: Math.max(0, least) }, () => item)];
    return first.length >= Number(minItems) ? first : undefined;
  };
  const sampleObject = (schema: JsonObject): unknown => {
    const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
    const needed = new Set(Array.isArray(required) ? required : []);
    const fields: [string, unknown][] = [];
    for (const [name, property] of Object.entries(Object(properties))) {
      if (!optional && !needed.has(name)) continue;
      const value = isRecord(property) ? sample(property) : undefined;
      if (value !== undefined) fields.push([name, value]);
      else if (needed.has(name)) return undefined;
    }
    if (optional && fields.length === 0 && isRecord(additionalProperties)) {
      const key = isRecord(propertyNames) ? sample({ type: "string", ...propertyNames }) : "key";
      const value = sample(additionalProperties);
      if (typeof key === "string" && value !== undefined) fields.push([key, value]);
    }
    return Object.fromEntries(fields);
  };
  return sample;
}

function firstOf(options: readonly JsonObject[], sample: Sampler): unknown {
  for (const option of options) {
    const value = option.type === "null" ? undefined : sample(option);
    if (value !== undefined) return value;
  }
  return options.some((option) => option.type === "null") ? null : undefined;
}

function merge(parts: readonly unknown[]): unknown {
  return parts.every(isRecord) ? Object.assign({}, ...parts) : parts.find((part) => part !== undefined);
}

const texts: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T09:30:00Z",
  date: "2026-01-31",
  time: "09:30:00",
  duration: "PT15M",
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "3f2b8c1e-5d4a-4c6b-9e7f-8a1b2c3d4e5f",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "example.com",
};

/** Texts to try where a pattern decides. */
const candidates: readonly string[] = [
  ...[
    "text",
    "Text",
    "TEXT",
    "a",
    "A",
    "1",
    "10",
    "0",
    "abc",
    "ABC",
    "A1",
    "a1",
    "a-b",
    "1.0",
    "1.0.0",
    "#ff0000",
    "EUR",
  ],
  ...[
    "2026-01-31",
    "+15550100",
    "text.txt",
    "v1.0",
    "en",
    "en-US",
    "/",
    "12345",
    "-1",
    "AA==",
    "1h",
    ...Object.values(texts),
  ],
];

/** The most elements and characters of a sample; a schema that wants more has none. */
const longest = { array: 10, text: 200 } as const;

function sampleText({ format, pattern, contentEncoding, minLength = 0, maxLength }: JsonObject): string | undefined {
  if (Number(minLength) > longest.text) return undefined;
  const usual = (typeof format === "string" ? texts[format] : undefined) ?? (contentEncoding ? "AA==" : "text");
  const fit = (text: string): string => {
    const long = text.padEnd(Number(minLength), "text");
    return typeof maxLength === "number" ? long.slice(0, maxLength) : long;
  };
  if (typeof pattern !== "string") return fit(usual);
  const matcher = toMatcher(pattern);
  return [usual, ...candidates].find((one) => matcher?.test(one) === true && fit(one) === one);
}

function toMatcher(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function sampleNumber(schema: JsonObject): number | undefined {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const step = typeof multipleOf === "number" ? multipleOf : 1;
  const isAllowed = (value: number): boolean =>
    !(typeof minimum === "number" && value < minimum) &&
    !(typeof maximum === "number" && value > maximum) &&
    !(typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) &&
    !(typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) &&
    (type !== "integer" || Number.isInteger(value));
  const bounds = [minimum, exclusiveMinimum, maximum, exclusiveMaximum].filter((one) => typeof one === "number");
  const near = bounds.flatMap((bound) => [
    ...[Math.ceil(bound / step) * step, Math.floor(bound / step) * step, bound, bound + step, bound - step],
    ...[bound + 0.5, bound - 0.5],
  ]);
  return [step, 0, ...near].find(isAllowed);
}
