/**
 * The multiples of one or more steps between two bounds, counted exactly: in decimal digits, as
 * people write steps such as 0.01, and not in binary fractions.
 */

import fc from "fast-check";
import type { ValueBounds } from "./checks.ts";

/** A decimal number: `digits` × 10^−`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Reads a finite number by its shortest decimal form. */
export function toDecimal(value: number | bigint): Decimal {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** Prints a decimal number, for `Number()`. */
export function printDecimal({ digits, scale }: Decimal): string {
  return `${digits}e-${scale}`;
}

/**
 * The multiples of all steps within bounds.
 * @returns `undefined` if there are none.
 */
export function multiplesOf<Value extends number | bigint>(
  steps: readonly Value[],
  { min, minExcluded, max, maxExcluded }: ValueBounds<Value>,
): fc.Arbitrary<Decimal> | undefined {
  const decimals = steps.map(toDecimal);
  const scale = Math.max(...[...decimals, ...[min, max].flatMap(optionalDecimal)].map((one) => one.scale));
  const scaled = ({ digits, scale: own }: Decimal): bigint => digits * 10n ** BigInt(scale - own);
  const step = decimals.map(scaled).reduce(leastCommonMultiple);
  const least = min === undefined ? undefined : atLeast(scaled(toDecimal(min)), step, minExcluded);
  const most = max === undefined ? undefined : -atLeast(-scaled(toDecimal(max)), step, maxExcluded);
  if (least !== undefined && most !== undefined && least > most) return undefined;
  const factors = fc.bigInt({
    min: least ?? smaller(most, -limit),
    max: most ?? (least !== undefined && least > limit ? least + limit : limit),
  });
  return factors.map((factor) => ({ digits: factor * step, scale }));
}

/** A bound of the factors where the schema sets none. */
const limit = 2n ** 53n - 1n;

function smaller(most: bigint | undefined, usual: bigint): bigint {
  return most !== undefined && most < usual ? most + usual : usual;
}

function optionalDecimal(value: number | bigint | undefined): readonly Decimal[] {
  return value === undefined ? [] : [toDecimal(value)];
}

/** The least factor whose multiple is at least `bound`, or above it. */
function atLeast(bound: bigint, step: bigint, excluded: boolean): bigint {
  const factor = bound / step; // towards zero
  const exact = factor * step === bound;
  if (exact) return excluded ? factor + 1n : factor;
  return bound > 0n ? factor + 1n : factor;
}

function leastCommonMultiple(one: bigint, other: bigint): bigint {
  return (one / greatestCommonDivisor(one, other)) * other;
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestCommonDivisor(other, one % other);
}
