/** Arbitraries of numbers, bigints and dates within their bounds. */

import type { CheckDefinition } from "@seamline/core/internal";
import fc from "fast-check";
import { boundsOf, type ValueBounds } from "./checks.ts";
import { multiplesOf, printDecimal } from "./multiples.ts";

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float32: [-3.4028234663852886e38, 3.4028234663852886e38],
};
const integerFormats: ReadonlySet<string> = new Set(["safeint", "int32", "uint32"]);

/**
 * Numbers within the bounds of their checks; small ones are drawn more often.
 * @returns `undefined` if no number fits them.
 */
export function numberArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<number> | undefined {
  const formats = checks.flatMap((one) => (one.check === "number_format" ? [one.format] : []));
  const bounds = within(
    boundsOf(checks, isNumber),
    formats.map((format) => ranges[format] ?? [-Number.MAX_VALUE, Number.MAX_VALUE]),
  );
  const isInteger = formats.some((format) => integerFormats.has(format));
  const steps = stepsOf(checks).filter(isNumber).map(Math.abs);
  if (steps.length > 0 || isInteger) {
    const finite = finiteBounds(bounds);
    if (finite === undefined) return undefined;
    if (steps.length === 0) return integersWithin(finite);
    if (steps.some((step) => step === 0 || !Number.isFinite(step))) return undefined;
    return multiplesOf(isInteger ? [...steps, 1] : steps, finite)?.map((one) => withoutSign(Number(printDecimal(one))));
  }
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, minExcluded, maxExcluded } = bounds;
  if (!hasNumber({ min, max, minExcluded, maxExcluded })) return undefined;
  return fc.double({ min, max, minExcluded, maxExcluded, noNaN: true, noDefaultInfinity: true }).map(withoutSign);
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isBigint = (value: unknown): value is bigint => typeof value === "bigint";
const isDate = (value: unknown): value is Date => value instanceof Date;

function stepsOf(checks: readonly CheckDefinition[]): readonly (number | bigint)[] {
  return checks.flatMap((one) => (one.check === "multiple_of" ? [one.value] : []));
}

/** Narrows bounds to ranges; the end of a range is included. */
function within<Value extends number | bigint>(
  bounds: ValueBounds<Value>,
  all: readonly (readonly [Value, Value])[],
): ValueBounds<Value> {
  let { min, minExcluded, max, maxExcluded } = bounds;
  for (const [least, most] of all) {
    if (min === undefined || least > min) [min, minExcluded] = [least, false];
    if (max === undefined || most < max) [max, maxExcluded] = [most, false];
  }
  return { min, minExcluded, max, maxExcluded };
}

/** Bounds without infinities; `undefined` if they leave no finite number. */
function finiteBounds(bounds: ValueBounds<number>): ValueBounds<number> | undefined {
  const { min, max } = bounds;
  if (min === Number.POSITIVE_INFINITY || max === Number.NEGATIVE_INFINITY) return undefined;
  return {
    ...bounds,
    min: min === Number.NEGATIVE_INFINITY ? undefined : min,
    max: max === Number.POSITIVE_INFINITY ? undefined : max,
  };
}

function integersWithin({ min, minExcluded, max, maxExcluded }: ValueBounds<number>): fc.Arbitrary<number> | undefined {
  const least = min === undefined ? Number.MIN_SAFE_INTEGER : minExcluded ? Math.floor(min) + 1 : Math.ceil(min);
  const most = max === undefined ? Number.MAX_SAFE_INTEGER : maxExcluded ? Math.ceil(max) - 1 : Math.floor(max);
  return least > most ? undefined : fc.integer({ min: least, max: most }).map(withoutSign);
}

/** Tests for a number between bounds, of which two may be neighbours. */
function hasNumber({
  min,
  max,
  minExcluded,
  maxExcluded,
}: ValueBounds<number> & { min: number; max: number }): boolean {
  const least = minExcluded ? nextUp(min) : min;
  const most = maxExcluded ? -nextUp(-max) : max;
  return least <= most;
}

/** The next larger double. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** Replaces −0 by 0: JSON has one zero. */
function withoutSign(value: number): number {
  return value === 0 ? 0 : value;
}

/**
 * Bigints within the bounds of their checks; they exist only behind codecs.
 * @returns `undefined` if none fits them.
 */
export function bigintArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<bigint> | undefined {
  const formats = checks.flatMap((one) => (one.check === "bigint_format" ? [one.format] : []));
  const bounds = within(
    boundsOf(checks, isBigint),
    formats.map((format) => (format === "uint64" ? uint64 : int64)),
  );
  const steps = stepsOf(checks)
    .filter(isBigint)
    .map((step) => (step < 0n ? -step : step));
  if (steps.includes(0n)) return undefined;
  if (steps.length > 0) return multiplesOf(steps, bounds)?.map(({ digits }) => digits);
  const min = bounds.min === undefined ? undefined : bounds.min + (bounds.minExcluded ? 1n : 0n);
  const max = bounds.max === undefined ? undefined : bounds.max - (bounds.maxExcluded ? 1n : 0n);
  if (min !== undefined && max !== undefined && min > max) return undefined;
  return fc.bigInt({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) });
}

const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const uint64 = [0n, 2n ** 64n - 1n] as const;

const firstDate = Date.parse("1970-01-01T00:00:00.000Z");
const lastDate = Date.parse("2099-12-31T23:59:59.999Z");
const century = 3_155_760_000_000;

/**
 * Valid dates; from 1970 to 2099 where the checks leave some of them.
 * @returns `undefined` if none fits the checks.
 */
export function dateArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<Date> | undefined {
  const { min, minExcluded, max, maxExcluded } = boundsOf(checks, isDate);
  const least = min === undefined ? undefined : min.getTime() + (minExcluded ? 1 : 0);
  const most = max === undefined ? undefined : max.getTime() - (maxExcluded ? 1 : 0);
  const from = Math.max(least ?? firstDate, firstDate);
  const to = Math.min(most ?? lastDate, lastDate);
  if (from <= to) return datesBetween(from, to);
  // The checks lead out of the usual years.
  return most !== undefined && most < firstDate
    ? datesBetween(Math.max(least ?? most - century, -8.64e15), most)
    : datesBetween(least ?? lastDate, Math.min(most ?? (least ?? lastDate) + century, 8.64e15));
}

/** Dates of the years from 1970 to 2099. */
export const usualDates: fc.Arbitrary<Date> = fc.date({
  min: new Date(firstDate),
  max: new Date(lastDate),
  noInvalidDate: true,
});

function datesBetween(from: number, to: number): fc.Arbitrary<Date> | undefined {
  if (!(from <= to)) return undefined;
  return fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true });
}
