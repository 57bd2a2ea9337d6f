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
  /** The issues found, the first hundred of them. */
  readonly issues: readonly Issue[];

  /** @param found the number of issues found, which may be more than are listed. */
  constructor(issues: readonly Issue[], found: number = issues.length) {
    super(printIssues(issues, found));
    this.issues = issues;
  }
}

/** A list of a hundred thousand wrong items would make an error larger than any value. */
const mostIssues = 100;

Object.defineProperty(SchemaMismatch.prototype, "name", { value: "SchemaMismatch", configurable: true });

/** Converts zod's issues. `value` is read only to name the kinds of values found. */
export function createMismatch(found: readonly z.core.$ZodIssue[], value: unknown, schema: Schema): SchemaMismatch {
  const words = wordsOf(schema);
  const issues = found.slice(0, mostIssues).map((issue) => {
    const path = printPath(issue.path.map((step) => (words.hasStep(step) ? step : "*")));
    return { path, code: issue.code, text: describe(issue, value, words) };
  });
  return new SchemaMismatch(issues, found.length);
}

function printIssues(issues: readonly Issue[], found: number): string {
  const shown = issues.slice(0, 3).map((issue) => `at ${issue.path}: ${issue.text}`);
  return found > 3 ? `${shown.join("; ")}; and ${found - 3} more` : shown.join("; ");
}

function describe(issue: z.core.$ZodIssue, value: unknown, words: SchemaWords): string {
  // The contract author's own text of a check, unless it was made from the value.
  if (issue.code !== "invalid_type" && words.hasText(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}, found ${kindFound(issue, value)}`;
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
      return `expected one of the forms that the schema lists, found ${kindFound(issue, value)}`;
    case "unrecognized_keys":
      return `expected no other keys than the schema's, found ${issue.keys.length} more`;
    case "invalid_key":
    case "invalid_element":
      return `expected every key and element of the ${issue.origin} to match its schema`;
    default:
      return "expected what the contract's own check accepts";
  }
}

/** The kind of the value that an issue has, else of the value at its path. */
function kindFound(issue: z.core.$ZodIssue, root: unknown): string {
  if ("input" in issue) return kindOf(issue.input);
  let value = root;
  try {
    for (const step of issue.path) value = Reflect.get(Object(value), step);
  } catch {
    return "an unreadable value"; // a getter or proxy that throws
  }
  return kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : "date";
  return typeof value;
}
