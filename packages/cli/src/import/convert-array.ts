/** Arrays and tuples. */

import type { Converter, Direction } from "./conversion.ts";
import { isCount } from "./convert-scalar.ts";
import type { Place } from "./documents.ts";
import { type Expression, list, method, value, zod } from "./expression.ts";
import { has, placeAt, type SchemaObject, schemasAt } from "./schema-reader.ts";

/** Converts an array, or a tuple if `prefixItems` is there. */
export function convertArray(
  converter: Converter,
  place: Place,
  schema: SchemaObject,
  direction: Direction,
): Expression {
  const { report } = converter;
  if (schema.uniqueItems === true) report.add("widened", place.pointer, "uniqueItems is not checked");
  if (has(schema, "contains")) report.add("widened", place.pointer, "contains is not checked");
  if (has(schema, "unevaluatedItems") && !has(schema, "prefixItems"))
    report.add("widened", place.pointer, "unevaluatedItems is not checked");
  const [least, most] = [readCount(schema.minItems) ?? 0, readCount(schema.maxItems)];
  const prefix = schemasAt(place, "prefixItems");
  if (prefix.length > 0) return convertTuple(converter, place, schema, direction, prefix, least, most);
  const items = placeAt(place, "items");
  let array = zod("array", items.value === undefined ? zod("json") : converter.convert(items, direction));
  if (least > 0) array = method(array, "min", value(least));
  return most === undefined ? array : method(array, "max", value(most));
}

function convertTuple(
  converter: Converter,
  place: Place,
  schema: SchemaObject,
  direction: Direction,
  prefix: readonly Place[],
  least: number,
  most: number | undefined,
): Expression {
  const { report } = converter;
  const { pointer } = place;
  const fixed = prefix.slice(0, most ?? prefix.length).map((item) => converter.convert(item, direction));
  const rest = placeAt(place, "items");
  const isClosed =
    rest.value === false || schema.unevaluatedItems === false || (most !== undefined && most <= prefix.length);
  if (least < fixed.length)
    report.add("narrowed", pointer, `arrays of fewer than ${fixed.length} items, which minItems allows, are refused`);
  if (isClosed) return zod("tuple", list(fixed));
  if (least > fixed.length || most !== undefined)
    report.add("widened", pointer, "minItems and maxItems beyond the tuple are not checked");
  return zod("tuple", list(fixed), rest.value === undefined ? zod("json") : converter.convert(rest, direction));
}

function readCount(given: unknown): number | undefined {
  return isCount(given) ? given : undefined;
}
