/** Schemas that Seamline writes for its own codecs, recognised so that they come back as they were. */

import { isDeepStrictEqual } from "node:util";
import { base64, bigintText, isoDateTime } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import { z } from "zod";
import type { Place } from "./documents.ts";
import { call, type Expression } from "./expression.ts";
import { has, type SchemaObject } from "./schema-reader.ts";

const codecs: readonly (readonly [string, z.ZodType])[] = [
  ["isoDateTime", isoDateTime()],
  ["bigintText", bigintText()],
  ["base64", base64()],
];

let known: ReadonlyMap<string, string> | undefined;

/** The codec that a schema was written for; `undefined` for any other schema. */
export function findWellKnown(schema: SchemaObject): Expression | undefined {
  if (!has(schema, "description") || !has(schema, "pattern")) return undefined;
  known ??= new Map(codecs.map(([name, codec]) => [keyOf(fieldsOf(z.toJSONSchema(codec, { io: "input" }))), name]));
  const name = known.get(keyOf(schema));
  return name === undefined ? undefined : call(name);
}

const keywords: readonly string[] = ["type", "format", "pattern", "contentEncoding", "maxLength", "description"];

function keyOf(schema: SchemaObject): string {
  return JSON.stringify(keywords.map((keyword) => schema[keyword] ?? null));
}

/** True for the schema of any JSON value as `z.json()` is written: a union that refers to itself. */
export function isJsonValue({ value, pointer }: Place): boolean {
  const { anyOf, ...rest } = fieldsOf(value);
  if (!Array.isArray(anyOf) || Object.keys(rest).length > 0) return false;
  const self = { $ref: pointer };
  const options = [
    ...["string", "number", "boolean", "null"].map((type) => ({ type })),
    { type: "array", items: self },
    { type: "object", propertyNames: { type: "string" }, additionalProperties: self },
  ];
  return isDeepStrictEqual(anyOf, options);
}
