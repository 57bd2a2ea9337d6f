/** The checks of a schema, folded into what arbitraries are made of. */

import { definitionOf, type Schema } from "@seamline/core/internal";

/** A check as zod defines it. */
export interface Check {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly [field: string]: unknown;
}

/** All checks, that of a format schema (`z.int()`, `z.email()`) itself first. */
export function checksOf(schema: Schema): readonly Check[] {
  const definition = definitionOf(schema) as unknown as Check;
  const own = definition.check === undefined ? [] : [definition];
  return [...own, ...(definitionOf(schema).checks ?? []).map(({ _zod }) => _zod.def as unknown as Check)];
}

/** Bounds of a length or size. */
export interface LengthBounds {
  readonly minLength: number;
  readonly maxLength: number | undefined;
}

/** Folds `min`, `max`, `length` and their like. */
export function lengthsOf(checks: readonly Check[]): LengthBounds {
  let minLength = 0;
  let maxLength = Number.POSITIVE_INFINITY;
  for (const { check, minimum, maximum, length, size } of checks) {
    if (check === "min_length" || check === "min_size") minLength = Math.max(minLength, minimum as number);
    if (check === "max_length" || check === "max_size") maxLength = Math.min(maxLength, maximum as number);
    if (check === "length_equals" || check === "size_equals") {
      minLength = Math.max(minLength, (length ?? size) as number);
      maxLength = Math.min(maxLength, (length ?? size) as number);
    }
  }
  return { minLength, maxLength: maxLength === Number.POSITIVE_INFINITY ? undefined : maxLength };
}

/** Bounds of a number, bigint or date. */
export interface ValueBounds<Value> {
  readonly min: Value | undefined;
  readonly minExcluded: boolean;
  readonly max: Value | undefined;
  readonly maxExcluded: boolean;
}

/** Folds `gt`, `gte`, `lt` and `lte`. */
export function boundsOf<Value extends number | bigint | Date>(checks: readonly Check[]): ValueBounds<Value> {
  let min: Value | undefined;
  let max: Value | undefined;
  let minExcluded = false;
  let maxExcluded = false;
  for (const { check, value, inclusive } of checks as readonly (Check & { value: Value; inclusive: boolean })[]) {
    if (check === "greater_than" && (min === undefined || value > min || (value >= min && !inclusive))) {
      [min, minExcluded] = [value, !inclusive];
    }
    if (check === "less_than" && (max === undefined || value < max || (value <= max && !inclusive))) {
      [max, maxExcluded] = [value, !inclusive];
    }
  }
  return { min, minExcluded, max, maxExcluded };
}
