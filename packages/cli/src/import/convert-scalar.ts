/** Texts and numbers. */

import { z } from "zod";
import type { Place } from "./documents.ts";
import { type Expression, method, value, zod } from "./expression.ts";
import type { Report } from "./finding.ts";
import { has, type SchemaObject } from "./schema-reader.ts";
import { convertFormat } from "./string-format.ts";

interface Context {
  readonly report: Report;
}

/** Converts a text. */
export function convertString({ report }: Context, { pointer }: Place, schema: SchemaObject): Expression {
  const { minLength, maxLength, pattern } = schema;
  const format = convertFormat(report, pointer, schema);
  let text = format.expression;
  if (isCount(minLength) && minLength > 0) text = method(text, "min", value(minLength));
  if (isCount(maxLength)) text = method(text, "max", value(maxLength));
  if ((isCount(minLength) && minLength > 1) || (isCount(maxLength) && maxLength > 0))
    report.add("approximated", pointer, "lengths count UTF-16 units: a character beyond U+FFFF counts as two");
  if (has(schema, "pattern") && !format.coversPattern) text = addPattern(report, pointer, text, pattern);
  return text;
}

function addPattern(report: Report, pointer: string, text: Expression, pattern: unknown): Expression {
  const found = readPattern(pattern);
  if (found === undefined) {
    report.add(
      "widened",
      pointer,
      `the pattern ${JSON.stringify(pattern)} is no regular expression of JavaScript; it is not checked`,
    );
    return text;
  }
  if (!found.unicode)
    report.add("approximated", pointer, "the pattern is none in Unicode mode; characters beyond U+FFFF count as two");
  return method(text, "regex", { kind: "regex", pattern: found });
}

/** A pattern in Unicode mode, as JSON Schema has it; without, where it is none in that mode. */
export function readPattern(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== "string") return undefined;
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // the next one
    }
  }
  return undefined;
}

const [least32, most32] = [-(2 ** 31), 2 ** 31 - 1];

/** Converts a number. */
export function convertNumber(
  { report }: Context,
  { pointer }: Place,
  schema: SchemaObject,
  type: "number" | "integer",
): Expression {
  const bounds = readBounds(schema);
  const isInteger = type === "integer";
  const isInt32 = isInteger && schema.format === "int32";
  const isBounded = (bounds.min ?? bounds.above) !== undefined && (bounds.max ?? bounds.below) !== undefined;
  const covers32 = bounds.min === least32 || bounds.max === most32;
  let number = !isInteger ? zod("number") : isInt32 && (!isBounded || covers32) ? zod("int32") : zod("int");
  const isRedundant = (bound: number): boolean =>
    (isInteger && !Number.isSafeInteger(Math.trunc(bound))) || (isInt32 && (bound === least32 || bound === most32));
  const { min, above, max, below } = bounds;
  if (min !== undefined && !isRedundant(min)) number = method(number, "min", value(min));
  if (above !== undefined && !isRedundant(above)) number = addAbove(number, above);
  if (max !== undefined && !isRedundant(max)) number = method(number, "max", value(max));
  if (below !== undefined && !isRedundant(below)) number = method(number, "lt", value(below));
  const { multipleOf } = schema;
  if (typeof multipleOf === "number" && multipleOf > 0 && !(isInteger && multipleOf === 1)) {
    number = method(number, "multipleOf", value(multipleOf));
    if (!Number.isInteger(multipleOf))
      report.add("approximated", pointer, "multiples of a fraction are tested in floating-point numbers");
  }
  if (isInteger && !isInt32 && !isBounded)
    report.add("approximated", pointer, "integers beyond ±(2^53 − 1), which JavaScript reads inexactly, are refused");
  return number;
}

function addAbove(number: Expression, bound: number): Expression {
  return bound === 0 ? method(number, "positive") : method(number, "gt", value(bound));
}

interface Bounds {
  readonly min: number | undefined;
  readonly above: number | undefined;
  readonly max: number | undefined;
  readonly below: number | undefined;
}

/** In 3.0 the exclusive bounds are flags of the others. */
function readBounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaObject): Bounds {
  return {
    min: exclusiveMinimum === true ? undefined : readNumber(minimum),
    above: exclusiveMinimum === true ? readNumber(minimum) : readNumber(exclusiveMinimum),
    max: exclusiveMaximum === true ? undefined : readNumber(maximum),
    below: exclusiveMaximum === true ? readNumber(maximum) : readNumber(exclusiveMaximum),
  };
}

function readNumber(given: unknown): number | undefined {
  return typeof given === "number" && Number.isFinite(given) ? (Object.is(given, -0) ? 0 : given) : undefined;
}

/** True for a length or a number of items. */
export function isCount(given: unknown): given is number {
  return z.int().min(0).safeParse(given).success;
}
