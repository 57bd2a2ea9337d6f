/** The document's own schema as the oracle: ajv, over values and mutations of them. */

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Document } from "./imported.ts";

const formats: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i,
  date: /^\d{4}-(?!02-3|(?:04|06|09|11)-31)(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  uri: /^[a-z][a-z\d+.-]*:[^\s]*$/i,
  byte: /^([A-Za-z\d+/]{4})*([A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
};

/** Patterns in Unicode mode where they are patterns in it. */
const regExp = Object.assign(
  (pattern: string): RegExp => {
    try {
      return new RegExp(pattern, "u");
    } catch {
      return new RegExp(pattern);
    }
  },
  { code: "RegExp" },
);

/** Compiles the schema at a pointer of a document. */
export function compileOracle(document: Document, pointer: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, formats, code: { regExp }, logger: false });
  for (const [name, [least, most]] of Object.entries({
    int32: [-(2 ** 31), 2 ** 31 - 1],
    int64: [-(2 ** 63), 2 ** 63],
  }))
    ajv.addFormat(name, {
      type: "number",
      validate: (value: number) => value >= (least as number) && value <= (most as number),
    });
  const isOld = String(document.openapi).startsWith("3.0");
  ajv.addSchema({ $id: "file:///document", ...(isOld ? (modernize(document) as object) : document) });
  return ajv.compile({ $ref: `file:///document${pointer}` });
}

/** OpenAPI 3.0 as JSON Schema, read literally. */
function modernize(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(modernize);
  if (typeof node !== "object" || node === null) return node;
  const { nullable, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = node as Record<string, unknown>;
  if (typeof rest.$ref === "string") return { $ref: rest.$ref };
  const made: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, one]) => [key, modernize(one)]),
  );
  if (typeof made.type === "string" && nullable === true) made.type = [made.type, "null"];
  if (exclusiveMinimum === true) made.exclusiveMinimum = minimum;
  else if (minimum !== undefined) made.minimum = minimum;
  if (exclusiveMaximum === true) made.exclusiveMaximum = maximum;
  else if (maximum !== undefined) made.maximum = maximum;
  return made;
}

const pool: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  7,
  "",
  "a",
  "b",
  "red",
  [],
  ["a"],
  [1],
  {},
  { a: 1 },
  { name: "a" },
];

/** A value with each of its parts replaced, removed or added to, once. */
export function mutationsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return [
      ...pool,
      ...value.map((_item, index) => value.toSpliced(index, 1)),
      ...value.flatMap((item, index) => mutationsOf(item).map((one) => value.toSpliced(index, 1, one))),
      ...pool.map((one) => [...value, one]),
    ];
  }
  if (typeof value !== "object" || value === null) return pool;
  const entries = Object.entries(value);
  return [
    ...pool,
    ...entries.map((_entry, index) => Object.fromEntries(entries.toSpliced(index, 1))),
    ...entries.flatMap(([key, one], index) =>
      mutationsOf(one).map((mutated) => Object.fromEntries(entries.toSpliced(index, 1, [key, mutated]))),
    ),
    ...pool.map((one) => ({ ...value, more: one })),
  ];
}
