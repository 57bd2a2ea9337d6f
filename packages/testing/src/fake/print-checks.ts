/** The checks of a schema as messages print them. */

import { type CheckDefinition, checksOf, type Schema } from "@seamline/core/internal";

/** Prints ` (its checks: int32, above 1, below 2)`, or nothing. */
export function printChecks(schema: Schema): string {
  const checks = checksOf(schema).map(printCheck);
  return checks.length === 0 ? "" : ` (its checks: ${checks.join(", ")})`;
}

function printCheck(check: CheckDefinition): string {
  switch (check.check) {
    case "greater_than":
      return `${check.inclusive ? "at least" : "above"} ${printBound(check.value)}`;
    case "less_than":
      return `${check.inclusive ? "at most" : "below"} ${printBound(check.value)}`;
    case "multiple_of":
      return `a multiple of ${check.value}`;
    case "min_length":
    case "min_size":
      return `length at least ${check.minimum}`;
    case "max_length":
    case "max_size":
      return `length at most ${check.maximum}`;
    case "length_equals":
      return `length ${check.length}`;
    case "size_equals":
      return `length ${check.size}`;
    case "number_format":
    case "bigint_format":
    case "string_format":
      return check.format;
    case "custom":
      return "a refinement";
    default:
      return String(check.check);
  }
}

function printBound(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value);
}
