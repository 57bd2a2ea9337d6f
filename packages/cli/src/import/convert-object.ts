/** Objects and records. */

import { fieldsOf, isRecord } from "@seamline/core/internal";
import type { Converter, Direction } from "./conversion.ts";
import { readText } from "./conversion.ts";
import { isCount, readPattern } from "./convert-scalar.ts";
import { below, type Place } from "./documents.ts";
import { readsAsItIs } from "./evaluate.ts";
import { type Expression, fields, type Json, method, type ObjectEntry, toJson, value, zod } from "./expression.ts";
import { type ObjectParts, readObject } from "./object-parts.ts";
import { has, membersAt, placeAt, type SchemaObject, valuesOf } from "./schema-reader.ts";

/** Converts a schema of type `object`. */
export function convertObject(
  converter: Converter,
  place: Place,
  schema: SchemaObject,
  direction: Direction,
): Expression {
  const { report } = converter;
  for (const keyword of ["minProperties", "maxProperties"]) {
    const count = schema[keyword];
    if (isCount(count) && !(keyword === "minProperties" && count === 0))
      report.add("widened", place.pointer, `${keyword} is not checked`);
  }
  const members = membersAt(place, "properties");
  const patterns = membersAt(place, "patternProperties");
  if (patterns.length > 0) return convertPatterns(converter, place, schema, direction, patterns, members.length > 0);
  const isBare = members.length === 0 && !(Array.isArray(schema.required) && schema.required.length > 0);
  const rest = placeAt(place, "additionalProperties");
  if (isBare && rest.value !== false && schema.unevaluatedProperties !== false)
    return convertRecord(converter, place, rest, direction);
  if (has(schema, "propertyNames"))
    report.add("widened", place.pointer, "propertyNames beside properties is not checked");
  return printPlain(converter, place, schema, direction);
}

/** An object without the keywords that have no form, which are reported. */
function printPlain(converter: Converter, place: Place, schema: SchemaObject, direction: Direction): Expression {
  const plain = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !reported.has(keyword)));
  const parts = readObject({ value: { ...plain, type: "object" }, pointer: place.pointer }, converter.documents);
  return parts === undefined
    ? zod("record", zod("string"), zod("json"))
    : printParts(converter, place, parts, direction);
}

const reported: ReadonlySet<string> = new Set([
  ...["not", "if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies", "patternProperties"],
  ...["propertyNames", "minProperties", "maxProperties", "nullable", "$dynamicRef", "$recursiveRef"],
]);

/** An object of these parts. */
export function printParts(
  converter: Converter,
  place: Place,
  parts: ObjectParts,
  direction: Direction,
  given: readonly string[] = [...parts.fields.keys()],
): Expression {
  const entries = convertFields(converter, place, parts, direction, given);
  const isClosed = parts.rules.some(({ rest }) => rest === false);
  if (isClosed) return zod("strictObject", fields(entries));
  const object = zod("object", fields(entries));
  const rests = parts.rules.flatMap(({ rest }) => (rest === undefined || rest === false ? [] : [rest]));
  const [first, ...others] = rests;
  if (first === undefined) return object;
  const catchall =
    others.length === 0 ? converter.convert(first, direction) : converter.convertAll(place, rests, direction);
  return method(object, "catchall", catchall);
}

/** The properties of an object, and those that are required without being described. */
export function convertFields(
  converter: Converter,
  place: Place,
  parts: ObjectParts,
  direction: Direction,
  names: readonly string[],
): readonly ObjectEntry[] {
  const unnamed = [...parts.required].filter((name) => !parts.fields.has(name));
  return [...names, ...unnamed].flatMap((key) => {
    const value = convertField(converter, place, parts, direction, key);
    return value === undefined ? [] : [{ key, value }];
  });
}

function convertField(
  converter: Converter,
  place: Place,
  parts: ObjectParts,
  direction: Direction,
  name: string,
): Expression | undefined {
  const { report, documents } = converter;
  const own = parts.fields.get(name) ?? [];
  const [first] = own;
  const pointer = first?.pointer ?? place.pointer;
  if (name === "__proto__") {
    report.add("widened", pointer, "a property named __proto__ is never assigned; it is left out and not checked");
    return undefined;
  }
  const [schema] = own.flatMap((one) => (isRecord(one.value) ? [one.value] : []));
  const target = first === undefined ? undefined : followed(converter, first);
  const isFor = (keyword: string): boolean => [schema, target].some((one) => one?.[keyword] === true);
  if (isFor(direction === "given" ? "readOnly" : "writeOnly")) {
    report.visit(pointer);
    return undefined;
  }
  const rests = parts.rules.flatMap(({ names, rest }) => (names.has(name) || rest === undefined ? [] : [rest]));
  const isRequired = parts.required.has(name);
  if (rests.includes(false)) {
    if (!isRequired && own.length > 0) return undefined; // one part of an allOf refuses what another has
    return zod("never");
  }
  const all = [...own, ...rests.filter((rest) => rest !== false)];
  const [only, ...others] = all;
  const bare =
    only === undefined
      ? zod("json")
      : others.length === 0
        ? converter.convertBare(only, direction)
        : converter.convertAll(only, all, direction);
  const whole = isRequired ? bare : addAbsence(converter, pointer, bare, findDefault(schema, target));
  return document(whole, own, documents.isOld);
}

function followed({ documents }: Converter, place: Place): SchemaObject | undefined {
  const { value: found } = documents.follow(place);
  return isRecord(found) ? found : undefined;
}

/** A default beside the property; one of a referenced schema is its own. */
export function findDefault(schema: SchemaObject | undefined, target: SchemaObject | undefined): Json | undefined {
  for (const one of [schema, target]) if (one !== undefined && has(one, "default")) return toJson(one.default);
  return undefined;
}

/** `.default()` where the default is a value of the schema as it stands, otherwise `.optional()`. */
export function addAbsence(
  converter: Converter,
  pointer: string,
  bare: Expression,
  given: Json | undefined,
): Expression {
  const optional = method(bare, "optional");
  if (given === undefined) return optional;
  const add = converter.report.later();
  return converter.choose(
    {
      expression: method(bare, "default", value(given)),
      fits: (schema) => isStableDefault(schema, given),
    },
    {
      expression: optional,
      report: () =>
        add("approximated", pointer, "the default is no value of its schema as it stands; it is left to the service"),
    },
  );
}

function isStableDefault(schema: unknown, given: Json): boolean {
  return readsAsItIs(fieldsOf(fieldsOf(fieldsOf(schema)._zod).def).innerType, given);
}

/** Adds the description, and the mark of a deprecated property. */
function document(expression: Expression, own: readonly Place[], isOld: boolean): Expression {
  const schemas = own.flatMap(({ value: one }) => (isRecord(one) ? [one] : []));
  const described = schemas.filter((one) => !isOld || !has(one, "$ref"));
  const text = described.map((one) => readText(one.description)).find((one) => one !== undefined);
  if (described.some((one) => one.deprecated === true))
    return method(expression, "meta", value({ ...(text !== undefined && { description: text }), deprecated: true }));
  return text === undefined ? expression : method(expression, "describe", value(text));
}

/** An object with any keys. */
function convertRecord(converter: Converter, place: Place, rest: Place, direction: Direction): Expression {
  const { report } = converter;
  const isAny = rest.value === undefined || rest.value === true;
  const values = isAny ? zod("json") : converter.convert(rest, direction);
  const names = placeAt(place, "propertyNames");
  if (!isRecord(names.value)) return zod("record", zod("string"), values);
  const keys = valuesOf(names.value);
  if (keys?.every((key) => typeof key === "string") === true)
    return zod("partialRecord", zod("enum", value(keys)), values);
  if (typeof names.value.$ref === "string" || has(names.value, "anyOf") || has(names.value, "allOf")) {
    report.add("widened", names.pointer, "propertyNames is not checked");
    return zod("record", zod("string"), values);
  }
  return zod(
    "record",
    converter.convertBare({ value: { ...names.value, type: "string" }, pointer: names.pointer }, direction),
    values,
  );
}

/** One pattern that covers all keys is a record; anything else is wider than the document. */
function convertPatterns(
  converter: Converter,
  place: Place,
  schema: SchemaObject,
  direction: Direction,
  patterns: readonly (readonly [string, Place])[],
  hasFields: boolean,
): Expression {
  const { report } = converter;
  const pointer = below(place.pointer, "patternProperties");
  const [[pattern, values] = ["", place], ...others] = patterns;
  const found = readPattern(pattern);
  const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  if (isClosed && others.length === 0 && !hasFields && found !== undefined) {
    const keys = method(zod("string"), "regex", { kind: "regex", pattern: found });
    return zod("record", keys, converter.convert(values, direction));
  }
  report.add(
    "widened",
    pointer,
    "properties by pattern are not checked beside others; any JSON value is taken for them",
  );
  if (!hasFields) return zod("record", zod("string"), zod("json"));
  const open = { ...schema, additionalProperties: true, unevaluatedProperties: undefined };
  return printPlain(converter, place, open, direction);
}
