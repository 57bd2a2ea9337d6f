/** `enum` and `const`. */

import type { Converter } from "./conversion.ts";
import type { Place } from "./documents.ts";
import { type Expression, type Json, value, zod } from "./expression.ts";
import { kindOf, type SchemaObject, typesOf } from "./schema-reader.ts";

/** Converts the values but `null`, which is the caller's. */
export function convertValues(
  { report }: Pick<Converter, "report">,
  { pointer }: Place,
  schema: SchemaObject,
  values: readonly Json[],
): Expression {
  const types = typesOf(schema);
  const fitting = values.filter((one) => {
    if (one === null || types === undefined) return one !== null;
    return types.includes(kindOf(one)) || (types.includes("integer") && Number.isInteger(one));
  });
  if (fitting.length < values.filter((one) => one !== null).length)
    report.add("omitted", pointer, "values of the enum that are not of its type, which no value is");
  const plain = fitting.filter((one) => typeof one !== "object" && !Object.is(one, -0));
  if (plain.length < fitting.length) {
    report.add("widened", pointer, "an enum of objects or arrays has no form in zod; any JSON value is taken");
    return zod("json");
  }
  const distinct = [...new Set(plain)];
  const [first, ...others] = distinct;
  if (first === undefined) return values.includes(null) ? zod("null") : zod("never");
  if (others.length === 0) return zod("literal", value(first));
  return distinct.every((one) => typeof one === "string")
    ? zod("enum", value(distinct))
    : zod("literal", value(distinct));
}
