/** Compares a value with what came back of it: no part may be lost or become another. */

import { createWireSchema } from "@seamline/core/internal";
import { z } from "zod";
import { printCanonical } from "../transcript/canonical.ts";
import type { RandomValue } from "./random-pairs.ts";
import { type FieldPlan, toField } from "./schema-plan.ts";

/** The text of what the value's option alone gives back, if the echo lacks a part of it. */
export function findLost(
  field: FieldPlan,
  one: RandomValue,
  toValue: (one: RandomValue) => unknown,
  echo: unknown,
): string | undefined {
  const plan = JSON.stringify(field, withoutBigints);
  // An exclusive union may refuse what one of its options takes; that is no loss.
  if (one.spoiled !== undefined || !plan.includes('"either"') || plan.includes('"oneOnly"')) return undefined;
  const alone = createWireSchema(z.object({ value: toField(one.option) }));
  let expected: unknown;
  try {
    expected = alone.decode(JSON.parse(JSON.stringify(alone.encode(toValue(one)))));
  } catch {
    return undefined; // the drawn value breaks its own schema
  }
  return isKept(expected, echo) ? undefined : `at least ${printCanonical(expected)}`;
}

/** A replacer for JSON.stringify. */
export function withoutBigints(_key: string, item: unknown): unknown {
  return typeof item === "bigint" ? `${item}n` : item;
}

/**
 * True if every part of `expected` is in `found`. A text may be trimmed, and an object may have more
 * fields: another option of a union may trim, and keep fields that one alone drops.
 */
export function isKept(expected: unknown, found: unknown): boolean {
  if (typeof expected === "string") return typeof found === "string" && expected.trim() === found.trim();
  if (typeof expected !== "object" || expected === null) return expected === found;
  if (typeof found !== "object" || found === null) return false;
  if (expected instanceof Date) return found instanceof Date && expected.getTime() === found.getTime();
  if (expected instanceof Uint8Array) return found instanceof Uint8Array && String(expected) === String(found);
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || expected.length !== found.length) return false;
    return expected.every((item, index) => isKept(item, found[index]));
  }
  return Object.entries(expected).every(
    ([key, item]) => Object.hasOwn(found, key) && isKept(item, (found as Record<string, unknown>)[key]),
  );
}
