/** Mismatches of a value and its schema: path and reason, never the value itself. */

import type { z } from "zod";
import { printPath, type Schema } from "./schema-node.ts";
import { type SchemaWords, wordsOf } from "./schema-words.ts";

/**
 * One broken rule. `code` is zod's issue code; `text` states the expected and the kind of value
 * found.
 */
export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly text: string;
}

/**
 * Thrown by {@link WireSchema}; the call path turns it into the ServiceError that fits its side.
 */
export class SchemaMismatch extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(printIssues(issues));
    this.issues = issues;
  }
}

Object.defineProperty(SchemaMismatch.prototype, "name", { value: "SchemaMismatch", configurable: true });

/** Converts zod's issues. `value` is read only to name the kinds of values found. */
export function toIssues(found: readonly z.core.$ZodIssue[], value: unknown, schema: Schema): readonly Issue[] {
  const words = wordsOf(schema);
  return found.map((issue) => {
    const path = printPath(issue.path.map((step) => (words.hasStep(step) ? step : "*")));
    return { path, code: issue.code, text: describe(issue, value, words) };
  });
}

function printIssues(issues: readonly Issue[]): string {
  const shown = issues.slice(0, 3).map((issue) => `at ${issue.path}: ${issue.text}`);
  return issues.length > 3 ? `${shown.join("; ")}; and ${issues.length - 3} more` : shown.join("; ");
}

function describe(issue: z.core.$ZodIssue, value: unknown, words: SchemaWords): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}, found ${kindAt(value, issue.path)}`;
    case "too_big":
      return `expected ${issue.origin} of ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "too_small":
      return `expected ${issue.origin} of ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "invalid_format":
      return `expected text in the format ${issue.format}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_value":
      return `expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((one) => JSON.stringify(one)).join(", ")}`;
    case "invalid_union":
      return `expected one of the forms that the schema lists, found ${kindAt(value, issue.path)}`;
    case "unrecognized_keys":
      return `expected no other keys than the schema's, found ${issue.keys.length} more`;
    case "invalid_key":
    case "invalid_element":
      return `expected every key and element of the ${issue.origin} to match its schema`;
    default:
      // A refinement: the contract author's own text, unless it was made from the value.
      return words.hasText(issue.message) ? issue.message : "expected what the contract's own check accepts";
  }
}

function kindAt(root: unknown, path: readonly PropertyKey[]): string {
  let value = root;
  try {
    for (const step of path) value = Reflect.get(Object(value), step);
  } catch {
    return "an unreadable value"; // a getter or proxy that throws
  }
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : "date";
  return typeof value;
}
