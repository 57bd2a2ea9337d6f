/** Arbitraries of numbers, bigints and dates within their bounds. */

import type { CheckDefinition } from "@seamline/core/internal";
import fc from "fast-check";
import { boundsOf } from "./checks.ts";

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float32: [-3.4028234663852886e38, 3.4028234663852886e38],
};
const integerFormats: ReadonlySet<string> = new Set(["safeint", "int32", "uint32"]);

/** Numbers within the bounds of their checks; small ones are drawn more often. */
export function numberArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<number> {
  const formats = checks.flatMap((one) => (one.check === "number_format" ? [one.format] : []));
  const { min, max, minExcluded, maxExcluded } = boundsOf(checks, isNumber);
  const low = Math.max(min ?? Number.NEGATIVE_INFINITY, ...formats.map((format) => ranges[format]?.[0] ?? -Infinity));
  const high = Math.min(max ?? Number.POSITIVE_INFINITY, ...formats.map((format) => ranges[format]?.[1] ?? Infinity));
  const [step] = stepsOf(checks).filter(isNumber);
  if (step !== undefined) {
    const factor = fc.integer({
      min: Math.max(Math.ceil(low / step), Number.MIN_SAFE_INTEGER),
      max: Math.min(Math.floor(high / step), Number.MAX_SAFE_INTEGER),
    });
    return factor.map((times) => withoutSign(Number((times * step).toFixed(decimalsOf(step)))));
  }
  if (formats.some((format) => integerFormats.has(format))) {
    return fc.integer({
      min: Math.max(minExcluded ? Math.floor(low) + 1 : Math.ceil(low), Number.MIN_SAFE_INTEGER),
      max: Math.min(maxExcluded ? Math.ceil(high) - 1 : Math.floor(high), Number.MAX_SAFE_INTEGER),
    });
  }
  const bounds = {
    min: Math.max(low, -Number.MAX_VALUE),
    max: Math.min(high, Number.MAX_VALUE),
    minExcluded: minExcluded && low === min,
    maxExcluded: maxExcluded && high === max,
  };
  return fc.double({ ...bounds, noNaN: true, noDefaultInfinity: true }).map(withoutSign);
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isBigint = (value: unknown): value is bigint => typeof value === "bigint";
const isDate = (value: unknown): value is Date => value instanceof Date;

function stepsOf(checks: readonly CheckDefinition[]): readonly (number | bigint)[] {
  return checks.flatMap((one) => (one.check === "multiple_of" ? [one.value] : []));
}

/** Replaces −0 by 0: JSON has one zero. */
function withoutSign(value: number): number {
  return value === 0 ? 0 : value;
}

function decimalsOf(step: number): number {
  const [digits = "", exponent = "0"] = String(step).split("e");
  return Math.min(100, Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent)));
}

/** Bigints within the bounds of their checks; they exist only behind codecs. */
export function bigintArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<bigint> {
  const { min, max, minExcluded, maxExcluded } = boundsOf(checks, isBigint);
  const format = checks.find((one) => one.check === "bigint_format")?.format;
  const [least, most] = format === undefined ? [undefined, undefined] : format === "uint64" ? uint64 : int64;
  const low = min === undefined ? least : min + (minExcluded ? 1n : 0n);
  const high = max === undefined ? most : max - (maxExcluded ? 1n : 0n);
  const [step] = stepsOf(checks).filter(isBigint);
  if (step === undefined)
    return fc.bigInt({ ...(low !== undefined && { min: low }), ...(high !== undefined && { max: high }) });
  return fc
    .bigInt({
      ...(low !== undefined && { min: (low + (low > 0n ? step - 1n : 0n)) / step }),
      ...(high !== undefined && { max: high / step }),
    })
    .map((times) => times * step);
}

const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const uint64 = [0n, 2n ** 64n - 1n] as const;

const firstDate = new Date("1970-01-01T00:00:00.000Z");
const lastDate = new Date("2099-12-31T23:59:59.999Z");

/** Valid dates; from 1970 to 2099 where the checks set no bounds. */
export function dateArbitrary(checks: readonly CheckDefinition[]): fc.Arbitrary<Date> {
  const { min, max } = boundsOf(checks, isDate);
  const from = min ?? (max !== undefined && max < firstDate ? new Date(max.getTime() - 3_155_760_000_000) : firstDate);
  const to = max ?? (from > lastDate ? new Date(from.getTime() + 3_155_760_000_000) : lastDate);
  return fc.date({ min: from, max: to, noInvalidDate: true });
}
