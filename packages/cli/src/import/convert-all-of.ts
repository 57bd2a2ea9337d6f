/** `allOf`: one object where all parts are objects, otherwise an intersection. */

import { isRecord } from "@seamline/core/internal";
import type { Converter, Direction } from "./conversion.ts";
import { convertFields, printParts } from "./convert-object.ts";
import type { Place } from "./documents.ts";
import { type Expression, fields, method, zod } from "./expression.ts";
import { closeParts, type ObjectParts, readObject, withoutClosing } from "./object-parts.ts";
import { has, impliedKinds, type SchemaObject, typesOf } from "./schema-reader.ts";

/** Converts schemas that a value must all fit. */
export function convertAllOf(
  converter: Converter,
  place: Place,
  given: readonly Place[],
  direction: Direction,
): Expression {
  const parts = withoutRepeated(converter, given);
  const [first, ...others] = parts;
  if (first === undefined) return zod("json");
  if (others.length === 0) return converter.convertBare(first, direction);
  const object = convertObjects(converter, place, parts, direction);
  if (object !== undefined) return object;
  const scalar = mergeScalars(parts);
  if (scalar !== undefined) return converter.convertBare({ value: scalar, pointer: place.pointer }, direction);
  const [start = first, ...typed] = parts.map((part) => withTypeOf(part, parts));
  return typed.reduce<Expression>(
    (left, right) => zod("intersection", left, converter.convertBare(right, direction)),
    converter.convertBare(start, direction),
  );
}

function withoutRepeated({ documents }: Converter, parts: readonly Place[]): readonly Place[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (!isRecord(part.value) || typeof part.value.$ref !== "string") return part.value !== true;
    const { pointer } = documents.follow(part);
    return !seen.has(pointer) && seen.add(pointer);
  });
}

/** One object; the first part stays a reference if the others only add to it. */
function convertObjects(
  converter: Converter,
  place: Place,
  parts: readonly Place[],
  direction: Direction,
): Expression | undefined {
  const { documents } = converter;
  const all: ObjectParts = { fields: new Map(), required: new Set(), rules: [], read: new Set() };
  // What stands beside `allOf` is a part, too, but closes the whole.
  const isClosing = (part: Place): boolean =>
    part.pointer === place.pointer && isRecord(part.value) && part.value.unevaluatedProperties === false;
  for (const part of parts) {
    if (readObject(isClosing(part) ? withoutClosing(part) : part, documents, all) === undefined) return undefined;
  }
  if (parts.some(isClosing)) closeParts(all);
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  const isReference = isRecord(first.value) && typeof first.value.$ref === "string";
  const base = isReference ? readObject(first, documents) : undefined;
  const isOpen = all.rules.every(({ rest }) => rest === undefined);
  if (base === undefined || base.fields.size === 0 || !isOpen) return printParts(converter, place, all, direction);
  const more: ObjectParts = { fields: new Map(), required: new Set(), rules: [], read: new Set() };
  for (const part of others) readObject(part, documents, more);
  const changed = [...all.fields.keys()].filter(
    (name) => more.fields.has(name) || (more.required.has(name) && !base.required.has(name)),
  );
  const reference = converter.refer(documents.follow(first), direction);
  const unnamed = [...all.required].filter((name) => !all.fields.has(name));
  if (changed.length === 0 && unnamed.length === 0) return reference;
  return method(reference, "extend", fields(convertFields(converter, place, all, direction, changed)));
}

const mergeable: ReadonlySet<string> = new Set([
  ...["type", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum"],
  ...["exclusiveMaximum", "multipleOf", "minItems", "maxItems", "items", "title", "description", "default"],
  ...["example", "examples", "readOnly", "writeOnly", "deprecated", "nullable", "uniqueItems"],
]);

/** One schema of parts whose keywords do not meet; `undefined` if they do. */
function mergeScalars(parts: readonly Place[]): SchemaObject | undefined {
  const merged: Record<string, unknown> = {};
  for (const { value: part } of parts) {
    if (!isRecord(part)) return undefined;
    for (const [keyword, own] of Object.entries(part)) {
      if (own === undefined || keyword.startsWith("x-")) continue;
      if (!mergeable.has(keyword) || (has(merged, keyword) && merged[keyword] !== own)) return undefined;
      merged[keyword] = own;
    }
  }
  return merged;
}

/** A part without a type gets that of another one: keywords alone pass all other kinds of values. */
function withTypeOf(part: Place, all: readonly Place[]): Place {
  const { value: schema } = part;
  if (!isRecord(schema) || typesOf(schema) !== undefined || has(schema, "$ref")) return part;
  const [kind] = impliedKinds(schema);
  const typed = all.find(({ value: one }) => isRecord(one) && typesOf(one)?.length === 1)?.value;
  const type = isRecord(typed) ? typesOf(typed)?.[0] : undefined;
  const fits = type === kind || (type === "integer" && kind === "number");
  return type !== undefined && fits ? { value: { ...schema, type }, pointer: part.pointer } : part;
}
