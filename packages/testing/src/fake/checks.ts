/** The bounds of a schema's values, folded from its checks. */

import type { CheckDefinition } from "@seamline/core/internal";

/** Bounds of a length or size. */
export interface LengthBounds {
  readonly minLength: number;
  readonly maxLength: number | undefined;
}

/** Folds the checks of length and size: `min`, `max`, `length`, `size`. */
export function lengthsOf(checks: readonly CheckDefinition[]): LengthBounds {
  let minLength = 0;
  let maxLength = Number.POSITIVE_INFINITY;
  for (const one of checks) {
    const { min, max } = lengthRange(one);
    minLength = Math.max(minLength, min);
    maxLength = Math.min(maxLength, max);
  }
  return { minLength, maxLength: maxLength === Number.POSITIVE_INFINITY ? undefined : maxLength };
}

function lengthRange(one: CheckDefinition): { readonly min: number; readonly max: number } {
  const [min, max] = [0, Number.POSITIVE_INFINITY];
  switch (one.check) {
    case "min_length":
    case "min_size":
      return { min: one.minimum, max };
    case "max_length":
    case "max_size":
      return { min, max: one.maximum };
    case "length_equals":
      return { min: one.length, max: one.length };
    case "size_equals":
      return { min: one.size, max: one.size };
    default:
      return { min, max };
  }
}

/** Bounds of a number, bigint or date. */
export interface ValueBounds<Value> {
  readonly min: Value | undefined;
  readonly minExcluded: boolean;
  readonly max: Value | undefined;
  readonly maxExcluded: boolean;
}

/** Folds `gt`, `gte`, `lt` and `lte`. */
export function boundsOf<Value extends number | bigint | Date>(
  checks: readonly CheckDefinition[],
  isValue: (value: unknown) => value is Value,
): ValueBounds<Value> {
  let min: Value | undefined;
  let max: Value | undefined;
  let minExcluded = false;
  let maxExcluded = false;
  for (const one of checks) {
    if (one.check !== "greater_than" && one.check !== "less_than") continue;
    const { check, value, inclusive } = one;
    if (!isValue(value)) continue;
    if (check === "greater_than" && (min === undefined || value > min || (value >= min && !inclusive))) {
      [min, minExcluded] = [value, !inclusive];
    }
    if (check === "less_than" && (max === undefined || value < max || (value <= max && !inclusive))) {
      [max, maxExcluded] = [value, !inclusive];
    }
  }
  return { min, minExcluded, max, maxExcluded };
}
