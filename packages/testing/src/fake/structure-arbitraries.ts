/** Schemas that hold others: objects, lists, records, unions. */

import { childrenOf, definitionOf, type Schema } from "@seamline/core/internal";
import fc from "fast-check";
import type { z } from "zod";
import type { LengthBounds } from "./checks.ts";
import type { Place } from "./place.ts";
import { heightOf, holdsRecursion } from "./recursion.ts";

/** The properties of a shape; one that came out as `undefined` is left out. */
export function objectArbitrary({ shape, catchall }: z.core.$ZodObjectDef, place: Place): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => [name, place.below(field, name)] as const);
  const known = fc.record(Object.fromEntries(fields)).map(withoutUndefined);
  if (catchall === undefined || definitionOf(catchall).type === "never") return known;
  if (place.minimal && holdsRecursion(catchall)) return known;
  const names = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((name) => isSafeKey(name) && !Object.hasOwn(shape, name));
  const others = entriesOf(names, place.below(catchall, "*"), { minLength: 0, maxLength: 2 });
  return fc.tuple(others, known).map(([more, own]) => ({ ...own, ...more }));
}

/** A list of elements, in the number that its checks ask for. */
export function arrayArbitrary(element: Schema, bounds: LengthBounds, place: Place): fc.Arbitrary<unknown> {
  const { minLength, maxLength } = bounds;
  const least = heightOf(element) === Number.POSITIVE_INFINITY || (place.minimal && holdsRecursion(element));
  if (least && minLength === 0) return fc.constant([]).map(() => []);
  const most = least ? minLength : maxLength;
  return fc.array(place.below(element, "[]"), { minLength, ...(most !== undefined && { maxLength: most }) });
}

/** The items, and some of the rest. */
export function tupleArbitrary({ items, rest }: z.core.$ZodTupleDef, place: Place): fc.Arbitrary<unknown> {
  const first = fc.tuple(...items.map((item, index) => place.below(item, `[${index}]`)));
  if (!rest || (place.minimal && holdsRecursion(rest))) return first;
  const more = fc.array(place.below(rest, "[]"), { maxLength: 3 });
  return fc.tuple(first, more).map(([start, end]) => [...start, ...end]);
}

/** Entries with free keys, or one for each of the keys that there are. */
export function recordArbitrary(
  { keyType: keys, valueType: value, partial }: z.core.$ZodRecordDef,
  place: Place,
): fc.Arbitrary<unknown> {
  const { values } = keys._zod;
  const least = place.minimal && holdsRecursion(value);
  if (values !== undefined) {
    if (least && partial === true) return fc.constant({}).map(() => ({}));
    const fields = Object.fromEntries([...values].map((key) => [String(key), place.below(value, "*")]));
    return (partial === true ? fc.record(fields, { requiredKeys: [] }) : fc.record(fields)).map(withoutUndefined);
  }
  if (least) return fc.constant({}).map(() => ({}));
  const names = place.key(keys).map(String).filter(isSafeKey);
  return entriesOf(names, place.below(value, "*"), { minLength: 0, maxLength: 5 });
}

/** One of the options; of those that come to an end, where a value is deep already. */
export function unionArbitrary(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const heights = childrenOf(schema).map((child) => ({ option: child.schema, height: heightOf(child.schema) }));
  const lowest = Math.min(...heights.map(({ height }) => height));
  const usable = heights.filter(({ height }) =>
    place.minimal ? height === lowest : height < Number.POSITIVE_INFINITY,
  );
  return fc.oneof(...usable.map(({ option }) => place.below(option)));
}

/** What both sides have, one over the other; it is kept where it fits both. */
export function intersectionArbitrary(
  { left, right }: z.core.$ZodIntersectionDef,
  place: Place,
): fc.Arbitrary<unknown> {
  return fc.tuple(place.below(left), place.below(right)).map(([one, other]) => merge(one, other));
}

function merge(one: unknown, other: unknown): unknown {
  if (!isPlain(one) || !isPlain(other)) return other;
  const shared = Object.keys(one).filter((key) => Object.hasOwn(other, key));
  return { ...one, ...other, ...Object.fromEntries(shared.map((key) => [key, merge(one[key], other[key])])) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function entriesOf(
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<unknown>,
  bounds: { readonly minLength: number; readonly maxLength: number },
): fc.Arbitrary<Record<string, unknown>> {
  return fc.array(fc.tuple(names, values), bounds).map((entries) => withoutUndefined(Object.fromEntries(entries)));
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** What is never assigned, and what every object inherits. */
function isSafeKey(name: string): boolean {
  return !(name in Object.prototype);
}
