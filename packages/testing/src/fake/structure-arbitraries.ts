/** Arbitraries of objects, arrays, tuples, records, unions and intersections. */

import { childrenOf, definitionOf, type Schema } from "@seamline/core/internal";
import fc from "fast-check";
import type { z } from "zod";
import type { LengthBounds } from "./checks.ts";
import type { Position } from "./position.ts";
import { heightOf, holdsRecursion } from "./recursion.ts";

/** Objects with the properties of a shape; a property drawn as `undefined` is left out. */
export function objectArbitrary({ shape, catchall }: z.core.$ZodObjectDef, position: Position): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => [name, position.below(field, name)] as const);
  const known = fc.record(Object.fromEntries(fields)).map(withoutUndefined);
  if (catchall === undefined || definitionOf(catchall).type === "never") return known;
  if (position.minimal && holdsRecursion(catchall)) return known;
  const names = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((name) => isSafeKey(name) && !Object.hasOwn(shape, name));
  const others = entriesOf(names, position.below(catchall, "*"), { minLength: 0, maxLength: 2 });
  return fc.tuple(others, known).map(([more, own]) => ({ ...own, ...more }));
}

/** Arrays of elements, with lengths within the bounds. */
export function arrayArbitrary(element: Schema, bounds: LengthBounds, position: Position): fc.Arbitrary<unknown> {
  const { minLength, maxLength } = bounds;
  const least = heightOf(element) === Number.POSITIVE_INFINITY || (position.minimal && holdsRecursion(element));
  if (least && minLength === 0) return fc.constant([]).map(() => []);
  const most = least ? minLength : maxLength;
  return fc.array(position.below(element, "[]"), { minLength, ...(most !== undefined && { maxLength: most }) });
}

/** Tuples of the items, followed by up to three of the rest. */
export function tupleArbitrary({ items, rest }: z.core.$ZodTupleDef, position: Position): fc.Arbitrary<unknown> {
  const first = fc.tuple(...items.map((item, index) => position.below(item, `[${index}]`)));
  if (!rest || (position.minimal && holdsRecursion(rest))) return first;
  const more = fc.array(position.below(rest, "[]"), { maxLength: 3 });
  return fc.tuple(first, more).map(([start, end]) => [...start, ...end]);
}

/** Records with drawn keys, or with one entry for each key of a closed set. */
export function recordArbitrary(
  { keyType: keys, valueType: value, partial }: z.core.$ZodRecordDef,
  position: Position,
): fc.Arbitrary<unknown> {
  const { values } = keys._zod;
  const least = position.minimal && holdsRecursion(value);
  if (values !== undefined) {
    if (least && partial === true) return fc.constant({}).map(() => ({}));
    const fields = Object.fromEntries([...values].map((key) => [String(key), position.below(value, "*")]));
    return (partial === true ? fc.record(fields, { requiredKeys: [] }) : fc.record(fields)).map(withoutUndefined);
  }
  if (least) return fc.constant({}).map(() => ({}));
  const names = position.key(keys).map(String).filter(isSafeKey);
  return entriesOf(names, position.below(value, "*"), { minLength: 0, maxLength: 5 });
}

/** Values of one option; of the lowest options only, where the position is minimal. */
export function unionArbitrary(schema: Schema, position: Position): fc.Arbitrary<unknown> {
  const heights = childrenOf(schema).map((child) => ({ option: child.schema, height: heightOf(child.schema) }));
  const lowest = Math.min(...heights.map(({ height }) => height));
  const usable = heights.filter(({ height }) =>
    position.minimal ? height === lowest : height < Number.POSITIVE_INFINITY,
  );
  return fc.oneof(...usable.map(({ option }) => position.below(option)));
}

/** Values of both sides merged; those that do not fit both are discarded later. */
export function intersectionArbitrary(
  { left, right }: z.core.$ZodIntersectionDef,
  position: Position,
): fc.Arbitrary<unknown> {
  return fc.tuple(position.below(left), position.below(right)).map(([one, other]) => merge(one, other));
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

/** Returns `false` for names that every object inherits. */
function isSafeKey(name: string): boolean {
  return !(name in Object.prototype);
}
