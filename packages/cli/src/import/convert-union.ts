/** `oneOf` and `anyOf`. */

import { isRecord } from "@seamline/core/internal";
import type { Converter, Direction } from "./conversion.ts";
import type { Place } from "./documents.ts";
import { isPortable } from "./evaluate.ts";
import { type ChoiceOption, type Expression, type Json, list, method, value, zod } from "./expression.ts";
import { readObject } from "./object-parts.ts";
import { has, isNull, kindsOf, restricts, type SchemaObject, schemasAt, typesOf, valuesOf } from "./schema-reader.ts";
import { findTag, findTagValues, type Tag } from "./union-tag.ts";

/** Converts a union, and what stands beside it: that holds for each option. */
export function convertUnion(
  converter: Converter,
  place: Place,
  schema: SchemaObject,
  direction: Direction,
): Expression {
  const keyword = Array.isArray(schema.oneOf) ? "oneOf" : "anyOf";
  const { [keyword]: _options, discriminator, nullable, description, ...beside } = schema;
  const given = schemasAt(place, keyword);
  const own: Place = { value: beside, pointer: place.pointer };
  const isBare = !restricts(beside) || isImplied(converter, given, beside);
  const options = withoutRepeated(converter, given);
  const nullable_ = options.some((option) => isNull(option.value)) && isBare;
  const left = nullable_ ? options.filter((option) => !isNull(option.value)) : options;
  const [only, ...others] = left;
  if (only === undefined) return zod(nullable_ ? "null" : "never");
  const convertOption = (option: Place): Expression =>
    isBare ? converter.convert(option, direction) : converter.convertAll(option, [option, own], direction);
  const union =
    others.length === 0
      ? convertOption(only)
      : convertOptions(converter, place, left, keyword === "oneOf", isBare, discriminator, direction, convertOption);
  return nullable_ ? method(union, "nullable") : union;
}

/** True if only a type stands beside the options, and they are all of it. */
function isImplied({ documents }: Converter, options: readonly Place[], beside: SchemaObject): boolean {
  const types = typesOf(beside);
  if (types === undefined || restricts({ ...beside, type: undefined })) return false;
  return options.every((option) =>
    [...kindsOf(option, documents)].every(
      (kind) => types.includes(kind) || (kind === "number" && types.includes("integer")),
    ),
  );
}

function withoutRepeated({ documents }: Converter, options: readonly Place[]): readonly Place[] {
  const seen = new Set<string>();
  return options.filter((option) => {
    if (!isRecord(option.value) || typeof option.value.$ref !== "string") return true;
    const { pointer } = documents.follow(option);
    return !seen.has(pointer) && seen.add(pointer);
  });
}

function convertOptions(
  converter: Converter,
  place: Place,
  options: readonly Place[],
  isExclusive: boolean,
  isBare: boolean,
  discriminator: unknown,
  direction: Direction,
  convertOption: (option: Place) => Expression,
): Expression {
  const values = isBare ? mergeValues(options) : undefined;
  if (values !== undefined) return values;
  const tag = isBare ? findTag(converter.documents, options, discriminator) : undefined;
  if (tag !== undefined) return convertTagged(converter, place, options, tag, direction, isExclusive);
  if (isRecord(discriminator) && isBare)
    converter.report.add(
      "approximated",
      place.pointer,
      "the discriminator does not tell the options apart; they are tried in order",
    );
  const converted = options.map(convertOption);
  const add = converter.report.later();
  const { pointer } = place;
  const objects = options.filter((option) => kindsOf(option, converter.documents).has("object"));
  const union = (items: readonly Expression[]): ChoiceOption => ({
    expression: zod("union", list(items)),
    fits: isPortable,
    report: () => {
      if (objects.length > 1)
        add("approximated", pointer, "an object that fits several options of anyOf keeps the fields of the first");
    },
  });
  const json: ChoiceOption = {
    expression: zod("json"),
    report: () => add("widened", pointer, "the options cannot be told apart in a contract; any JSON value is taken"),
  };
  const xor: ChoiceOption = { expression: zod("xor", list(converted)), fits: isPortable };
  if (areApart(converter, options)) return converter.choose(union(converted), { ...xor }, json);
  if (isExclusive) return converter.choose(xor, json);
  const ranked = converted.map((item, index) => ({ rank: countFields(converter, options[index] ?? place), item }));
  const sorted = ranked.toSorted((one, other) => other.rank - one.rank).map(({ item }) => item);
  const narrowed = () =>
    add("narrowed", pointer, "values that fit several options of anyOf are refused: zod would drop the fields of one");
  return converter.choose(union(converted), union(sorted), { ...xor, report: narrowed }, json);
}

function countFields({ documents }: Converter, option: Place): number {
  return readObject(option, documents)?.fields.size ?? 0;
}

/** Options that are single values, as unions of literals are written. */
function mergeValues(options: readonly Place[]): Expression | undefined {
  const all = options.flatMap(({ value: option }): readonly (Json | undefined)[] => {
    if (!isRecord(option) || has(option, "nullable")) return [undefined];
    return valuesOf(option) ?? [undefined];
  });
  if (all.some((one) => one === undefined || one === null || typeof one === "object")) return undefined;
  const distinct = [...new Set(all)].flatMap((one) => (one === undefined ? [] : [one]));
  if (distinct.length < all.length || distinct.some((one) => Object.is(one, -0))) return undefined;
  return distinct.every((one) => typeof one === "string")
    ? zod("enum", value(distinct))
    : zod("literal", value(distinct));
}

/** Options that no value has two of, by their kinds or by the values of a property. */
function areApart({ documents }: Converter, options: readonly Place[]): boolean {
  const seen = new Set<string>();
  for (const option of options) {
    for (const kind of kindsOf(option, documents)) {
      if (seen.has(kind)) return false;
      seen.add(kind);
    }
  }
  return true;
}

function convertTagged(
  converter: Converter,
  place: Place,
  options: readonly Place[],
  tag: Tag,
  direction: Direction,
  isExclusive: boolean,
): Expression {
  const items = options.map((option, index) => {
    const expression = converter.convert(option, direction);
    if (findTagValues(converter.documents, option, tag.name) !== undefined) return expression;
    const values = tag.values[index] ?? [];
    converter.report.add(
      "narrowed",
      place.pointer,
      `the discriminator ${JSON.stringify(tag.name)} has the values of its mapping only`,
    );
    if (isExclusive)
      converter.report.add(
        "widened",
        place.pointer,
        "the discriminator decides alone: objects that fit several options of oneOf are taken",
      );
    const [only = null, ...others] = values;
    const literal = others.length === 0 ? zod("literal", value(only)) : zod("enum", value(values));
    return method(expression, "extend", { kind: "object", entries: [{ key: tag.name, value: literal }], open: false });
  });
  const add = converter.report.later();
  return converter.choose(
    { expression: zod("discriminatedUnion", value(tag.name), list(items)), fits: isPortable },
    { expression: zod("xor", list(items)), fits: isPortable },
    {
      expression: zod("json"),
      report: () =>
        add("widened", place.pointer, "the options cannot be told apart in a contract; any JSON value is taken"),
    },
  );
}
