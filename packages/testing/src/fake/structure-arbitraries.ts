/** Arbitraries of objects, arrays, tuples, records, unions and intersections. */

import { checksOf, childrenOf, definitionOf, type Schema, type SchemaDefinition } from "@seamline/core/internal";
import fc from "fast-check";
import { z } from "zod";
import type { LengthBounds } from "./checks.ts";
import { fits } from "./fits.ts";
import { adviceFor, FakeError, keepFitting } from "./fitting.ts";
import { numberArbitrary } from "./number-arbitraries.ts";
import type { Position } from "./position.ts";
import { drawElse, drawPossible } from "./possible.ts";
import { heightOf, holdsRecursion } from "./recursion.ts";
import { textArbitrary } from "./text-arbitrary.ts";

/** Objects with the properties of a shape; a property drawn as `undefined` is left out. */
export function objectArbitrary({ shape, catchall }: z.core.$ZodObjectDef, position: Position): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => [name, position.below(field, name)] as const);
  const known = fc.record(Object.fromEntries(fields)).map(withoutUndefined);
  if (catchall === undefined || definitionOf(catchall).type === "never") return known;
  if (position.minimal && holdsRecursion(catchall)) return known;
  const names = fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((name) => isSafeKey(name) && !Object.hasOwn(shape, name));
  const entries = (): fc.Arbitrary<unknown> =>
    entriesOf(names, position.below(catchall, "*"), { minLength: 0, maxLength: 2 });
  const others = drawElse(entries, fc.constant({})) as fc.Arbitrary<object>;
  return fc.tuple(others, known).map(([more, own]) => ({ ...own, ...more }));
}

/** Arrays of elements, with lengths within the bounds. */
export function arrayArbitrary(element: Schema, bounds: LengthBounds, position: Position): fc.Arbitrary<unknown> {
  const { minLength, maxLength } = bounds;
  const least = heightOf(element) === Number.POSITIVE_INFINITY || (position.minimal && holdsRecursion(element));
  if (least && minLength === 0) return fc.constant([]).map(() => []);
  const most = least ? minLength : maxLength;
  const items = (): fc.Arbitrary<unknown> =>
    fc.array(position.below(element, "[]"), { minLength, ...(most !== undefined && { maxLength: most }) });
  return minLength > 0 ? items() : drawElse(items, noItems);
}

/** New empty lists. */
const noItems: fc.Arbitrary<unknown[]> = fc.constant(undefined).map(() => []);

/** Tuples of the items, followed by up to three of the rest. */
export function tupleArbitrary({ items, rest }: z.core.$ZodTupleDef, position: Position): fc.Arbitrary<unknown> {
  const first = fc.tuple(...items.map((item, index) => position.below(item, `[${index}]`)));
  if (!rest || (position.minimal && holdsRecursion(rest))) return first;
  const others = (): fc.Arbitrary<unknown> => fc.array(position.below(rest, "[]"), { maxLength: 3 });
  const more = drawElse(others, noItems) as fc.Arbitrary<unknown[]>;
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
    if (least && partial === true) return noEntries;
    const fields = (): Record<string, fc.Arbitrary<unknown>> =>
      Object.fromEntries([...values].map((key) => [String(key), position.below(value, "*")]));
    if (partial !== true) return fc.record(fields()).map(withoutUndefined);
    return drawElse(() => fc.record(fields(), { requiredKeys: [] }).map(withoutUndefined), noEntries);
  }
  if (least) return noEntries;
  const explain = (): FakeError =>
    new FakeError(`${position.path}: the keys of this record are inherited names only; ${adviceFor(position.path)}`);
  const entries = (): fc.Arbitrary<unknown> => {
    const names = keepFitting(position.key(keys).map(String), isSafeKey, explain);
    return entriesOf(names, position.below(value, "*"), { minLength: 0, maxLength: 5 });
  };
  return drawElse(entries, noEntries);
}

/** New empty records. */
const noEntries: fc.Arbitrary<object> = fc.constant(undefined).map(() => ({}));

/**
 * Values of one option that has some; of the lowest options only, where the position is minimal.
 * @param explain creates the error for the case that no option has a value.
 */
export function unionArbitrary(
  schema: Schema,
  position: Position,
  explain: (reasons: readonly FakeError[]) => FakeError,
): fc.Arbitrary<unknown> {
  const heights = childrenOf(schema).map((child) => ({ option: child.schema, height: heightOf(child.schema) }));
  const lowest = Math.min(...heights.map(({ height }) => height));
  const usable = heights.filter(({ height }) =>
    position.minimal ? height === lowest : height < Number.POSITIVE_INFINITY,
  );
  return drawPossible(
    usable.map(
      ({ option }) =>
        () =>
          position.below(option),
    ),
    explain,
  );
}

/**
 * Values of both sides merged; those that do not fit both are discarded later. Fields that both sides
 * have are drawn for both, and so are numbers and texts.
 */
export function intersectionArbitrary(
  { left, right }: z.core.$ZodIntersectionDef,
  position: Position,
): fc.Arbitrary<unknown> {
  const [one, other] = [bare(left), bare(right)].map(definitionOf) as [SchemaDefinition, SchemaDefinition];
  if (one.type === "object" && other.type === "object") {
    const shared = Object.keys(one.shape).filter((key) => Object.hasOwn(other.shape, key));
    const both = shared.map((key) => [key, z.intersection(one.shape[key] as Schema, other.shape[key] as Schema)]);
    const shape = { ...one.shape, ...other.shape, ...Object.fromEntries(both) };
    const closed = one.catchall === undefined || other.catchall === undefined;
    return objectArbitrary({ ...one, shape, ...(closed ? { catchall: undefined } : {}) } as typeof one, position);
  }
  const checks = [left, right].flatMap((side) => checksOf(bare(side)));
  if (one.type === "number" && other.type === "number") {
    const numbers = numberArbitrary(checks);
    if (numbers !== undefined) return numbers;
    const { path } = position;
    throw new FakeError(`${path}: no number fits both sides of this intersection; ${adviceFor(path)}`);
  }
  if (one.type === "string" && other.type === "string") {
    return textArbitrary(checks, (text) => fits(left, "wire", text) && fits(right, "wire", text));
  }
  return fc
    .tuple(position.below(left), position.below(right), fc.boolean())
    .map(([first, second, swapped]) => (swapped ? merge(second, first) : merge(first, second)));
}

/** The schema within `.readonly()`. */
function bare(schema: Schema): Schema {
  const definition = definitionOf(schema);
  return definition.type === "readonly" ? bare(definition.innerType) : schema;
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
