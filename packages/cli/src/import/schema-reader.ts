/** Schemas of OpenAPI as the converters read them: 3.0 and 3.1 in one form. */

import { isRecord } from "@seamline/core/internal";
import { below, type Documents, type Place } from "./documents.ts";
import { type Json, toJson } from "./expression.ts";

/** A schema object. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** The kinds of JSON values. An integer is a number. */
export type ValueKind = "string" | "number" | "boolean" | "null" | "object" | "array";

const kinds: readonly ValueKind[] = ["string", "number", "boolean", "null", "object", "array"];

/** Keywords that hold for one kind of values; others pass them. */
const kindOfKeyword: Readonly<Record<string, ValueKind>> = {
  ...{ properties: "object", required: "object", additionalProperties: "object", patternProperties: "object" },
  ...{ minProperties: "object", maxProperties: "object", propertyNames: "object", unevaluatedProperties: "object" },
  ...{ items: "array", prefixItems: "array", minItems: "array", maxItems: "array", uniqueItems: "array" },
  ...{ minLength: "string", maxLength: "string", pattern: "string", format: "string" },
  ...{ minimum: "number", maximum: "number", exclusiveMinimum: "number", exclusiveMaximum: "number" },
  multipleOf: "number",
};

const combining: readonly string[] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "enum", "const", "$ref"];

/** True if an own keyword is there. */
export function has(schema: SchemaObject, keyword: string): boolean {
  return Object.hasOwn(schema, keyword) && schema[keyword] !== undefined;
}

/** The elements of a keyword that holds schemas, each with its place. */
export function schemasAt({ value, pointer }: Place, keyword: string): readonly Place[] {
  const list = isRecord(value) && Object.hasOwn(value, keyword) ? value[keyword] : undefined;
  return Array.isArray(list) ? list.map((one, index) => ({ value: one, pointer: below(pointer, keyword, index) })) : [];
}

/** The place of a keyword. */
export function placeAt({ value, pointer }: Place, keyword: string): Place {
  return {
    value: isRecord(value) && Object.hasOwn(value, keyword) ? value[keyword] : undefined,
    pointer: below(pointer, keyword),
  };
}

/** The members of a keyword that holds an object, in order. */
export function membersAt(place: Place, keyword: string): readonly (readonly [string, Place])[] {
  const { value, pointer } = placeAt(place, keyword);
  if (!isRecord(value)) return [];
  return Object.keys(value).map((name) => [name, { value: value[name], pointer: below(pointer, name) }]);
}

/** The types without `null`; `undefined` if the schema names none. */
export function typesOf(schema: SchemaObject): readonly string[] | undefined {
  const { type } = schema;
  if (typeof type === "string") return type === "null" ? [] : [type];
  if (!Array.isArray(type)) return undefined;
  return type.filter((one): one is string => typeof one === "string" && one !== "null");
}

/** True if `null` is one of the types, or 3.0's `nullable` is there. */
export function isNullable(schema: SchemaObject): boolean {
  const { type } = schema;
  return schema.nullable === true || type === "null" || (Array.isArray(type) && type.includes("null"));
}

/** True if a schema is `null` and nothing else. */
export function isNull(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const { type, enum: values } = schema;
  if (has(schema, "const")) return schema.const === null;
  if (Array.isArray(values)) return values.length > 0 && values.every((one) => one === null);
  return type === "null" || (Array.isArray(type) && type.length === 1 && type[0] === "null");
}

/** The values of `const` or `enum`; `undefined` without them. */
export function valuesOf(schema: SchemaObject): readonly Json[] | undefined {
  if (has(schema, "const")) return [toJson(schema.const)];
  return Array.isArray(schema.enum) ? schema.enum.map(toJson) : undefined;
}

/** True if a schema restricts values, apart from its annotations. */
export function restricts(schema: unknown): boolean {
  if (schema === false) return true;
  if (!isRecord(schema)) return false;
  return [...Object.keys(kindOfKeyword), ...combining, "type"].some((keyword) => has(schema, keyword));
}

/** The kind of values that the keywords of a schema without a type are about. */
export function impliedKinds(schema: SchemaObject): readonly ValueKind[] {
  const found = Object.entries(kindOfKeyword).flatMap(([keyword, kind]) => (has(schema, keyword) ? [kind] : []));
  return [...new Set(found)];
}

/** The kind of a JSON value. */
export function kindOf(value: unknown): ValueKind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "object";
}

/** The kinds of values that a schema may take; all where that is not known. */
export function kindsOf(place: Place, documents: Documents, depth = 0): ReadonlySet<ValueKind> {
  const { value: schema } = place;
  if (schema === false) return new Set();
  if (!isRecord(schema) || depth > 20) return new Set(kinds);
  if (typeof schema.$ref === "string") return kindsOf(documents.follow(place), documents, depth + 1);
  const values = valuesOf(schema);
  if (values !== undefined)
    return new Set([...values.map(kindOf), ...(schema.nullable === true ? ["null" as const] : [])]);
  const types = typesOf(schema);
  let found = new Set<ValueKind>(
    types === undefined
      ? kinds
      : kinds.filter((kind) => types.includes(kind) || (kind === "number" && types.includes("integer"))),
  );
  if (isNullable(schema)) found.add("null");
  for (const part of schemasAt(place, "allOf")) found = keep(found, kindsOf(part, documents, depth + 1));
  for (const keyword of ["anyOf", "oneOf"]) {
    const options = schemasAt(place, keyword);
    if (options.length === 0) continue;
    const union = new Set(options.flatMap((option) => [...kindsOf(option, documents, depth + 1)]));
    if (schema.nullable === true) union.add("null");
    found = keep(found, union);
  }
  return found;
}

function keep<Item>(one: ReadonlySet<Item>, other: ReadonlySet<Item>): Set<Item> {
  return new Set([...one].filter((item) => other.has(item)));
}
