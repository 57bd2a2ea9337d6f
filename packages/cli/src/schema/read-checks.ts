/**
 * The checks of a zod schema as the parameters of a shape: bounds, formats, and a count of the
 * opaque ones.
 */

import type { CheckDefinition } from "@seamline/core/internal";
import { z } from "zod";
import type { NumberShape, Restrictions } from "./wire-shape.ts";

type FormatDefinition = Extract<CheckDefinition, { check: "string_format" }>;
type BoundDefinition = Extract<CheckDefinition, { check: "greater_than" | "less_than" }>;

/** The number of opaque checks, and the order of all checks if one of them changes the value. */
export function readRestrictions(checks: readonly CheckDefinition[]): Restrictions {
  const unknown = checks.filter(({ check }) => !known.has(check)).length;
  return {
    ...(unknown > 0 && { refinements: unknown }),
    ...(checks.some(({ check }) => check === "overwrite") && { order: checks.map(({ check }) => check) }),
  };
}

const known: ReadonlySet<string> = new Set([
  ...["min_length", "max_length", "length_equals", "string_format", "overwrite"],
  ...["greater_than", "less_than", "multiple_of", "number_format"],
]);

/** The bounds of a text or a list. */
export function readLength(checks: readonly CheckDefinition[]): {
  readonly minLength?: number;
  readonly maxLength?: number;
} {
  const min = checks.flatMap((one) =>
    one.check === "min_length" ? [one.minimum] : one.check === "length_equals" ? [one.length] : [],
  );
  const max = checks.flatMap((one) =>
    one.check === "max_length" ? [one.maximum] : one.check === "length_equals" ? [one.length] : [],
  );
  return {
    ...(min.length > 0 && { minLength: Math.max(...min) }),
    ...(max.length > 0 && { maxLength: Math.min(...max) }),
  };
}

/** Formats and patterns, sorted and distinct. */
export function readTests(checks: readonly CheckDefinition[]): { readonly tests?: readonly string[] } {
  const tests = checks.flatMap((one) => (one.check === "string_format" ? [printTest(one)] : []));
  return tests.length === 0 ? {} : { tests: [...new Set(tests)].sort() };
}

/**
 * `email`, `datetime {"offset":true}`, `regex /^a/`. The pattern of a format belongs to zod and may
 * differ between its versions.
 */
function printTest(one: FormatDefinition): string {
  const { format, pattern } = one;
  if (format === "regex") return `regex ${String(pattern)}`;
  const options = Object.entries(one).filter(
    ([name, value]) =>
      !plumbing.has(name) && value !== undefined && value !== null && value !== false && typeof value !== "function",
  );
  if (format === "email" && String(pattern) !== String(z.regexes.email)) options.push(["pattern", pattern]);
  if (options.length === 0) return String(format);
  const text = JSON.stringify(Object.fromEntries(options), (_key, value: unknown) =>
    value instanceof RegExp ? String(value) : value,
  );
  return `${format} ${text}`;
}

const plumbing: ReadonlySet<string> = new Set([
  ...["type", "format", "check", "checks", "abort", "error", "pattern", "fn", "when", "inst", "coerce"],
]);

/**
 * The kind and the bounds of a number. Bounds of integers are inclusive, so that `> 0` and `>= 1`
 * are equal.
 */
export function readNumber(checks: readonly CheckDefinition[]): NumberShape {
  const formats = checks.flatMap((one) => (one.check === "number_format" ? [one.format] : []));
  const ranges = formats.flatMap((format) => formatRanges[format] ?? []);
  const whole = formats.some((format) => !format.startsWith("float"));
  const lower = checks.flatMap((one) => (one.check === "greater_than" ? [toBound(one, whole, 1)] : []));
  const upper = checks.flatMap((one) => (one.check === "less_than" ? [toBound(one, whole, -1)] : []));
  lower.push(...ranges.map(([value]) => ({ value, inclusive: true })));
  upper.push(...ranges.map(([, value]) => ({ value, inclusive: true })));
  const min = pickBound(lower, (one, other) => one > other);
  const max = pickBound(upper, (one, other) => one < other);
  const multiples = checks.flatMap((one) => (one.check === "multiple_of" ? [Number(one.value)] : []));
  return {
    type: whole ? "integer" : "number",
    ...(min !== undefined && { [min.inclusive ? "min" : "exclusiveMin"]: min.value }),
    ...(max !== undefined && { [max.inclusive ? "max" : "exclusiveMax"]: max.value }),
    ...(multiples.length > 0 && { multipleOf: [...new Set(multiples)].sort((one, other) => one - other) }),
  };
}

interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** Every integer is a safe one, so the bounds of `z.int()` are implied. */
const formatRanges: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  int32: [[-(2 ** 31), 2 ** 31 - 1]],
  uint32: [[0, 2 ** 32 - 1]],
  float32: [[-3.4028234663852886e38, 3.4028234663852886e38]],
};

function toBound(one: BoundDefinition, whole: boolean, inwards: 1 | -1): Bound {
  const value = Number(one.value);
  if (!whole) return { value, inclusive: one.inclusive === true };
  const nearest = inwards === 1 ? Math.ceil(value) : Math.floor(value);
  return { value: one.inclusive !== true && nearest === value ? value + inwards : nearest, inclusive: true };
}

function pickBound(bounds: readonly Bound[], isTighter: (one: number, other: number) => boolean): Bound | undefined {
  return bounds.reduce<Bound | undefined>((best, bound) => {
    if (best === undefined || isTighter(bound.value, best.value)) return bound;
    return bound.value === best.value && !bound.inclusive ? bound : best;
  }, undefined);
}
