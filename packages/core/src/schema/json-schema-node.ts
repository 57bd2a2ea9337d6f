/**
 * `z.json()`: found by its form, and read by one copy. zod tries its six options for each part of a
 * value, and keeps a record of every object: several times the cost of parsing the text.
 */

import { fieldsOf } from "../platform/unknown-value.ts";
import { replaceParse } from "./replace-parse.ts";
import { checksOf, definitionOf, type Schema } from "./schema-node.ts";

/** True for the schema that `z.json()` returns. */
export function isJson(schema: Schema): boolean {
  const definition = definitionOf(schema);
  if (definition.type !== "lazy") return false;
  const union = (schema as { _zod: { innerType?: Schema } })._zod.innerType;
  if (union === undefined || checksOf(union).length > 0) return false;
  const inner = definitionOf(union);
  if (inner.type !== "union" || inner.options.length !== kinds.length) return false;
  return inner.options.every((option, index) => {
    const one = definitionOf(option);
    if (one.type !== kinds[index] || checksOf(option).length > 0) return false;
    if (one.type === "array") return one.element === schema;
    return one.type !== "record" || (one.valueType === schema && isAnyText(one.keyType));
  });
}

const kinds = ["string", "number", "boolean", "null", "array", "record"];

function isAnyText(schema: Schema): boolean {
  return definitionOf(schema).type === "string" && checksOf(schema).length === 0;
}

/** Makes a `z.json()` read its values by one copy; zod reads those that are none, for its issues. */
export function readJson(schema: Schema): void {
  replaceParse(schema, (parse) => (payload, context) => {
    const copy = copyJson(payload.value, 0);
    if (copy === notJson) return parse(payload, context);
    payload.value = copy;
    return payload;
  });
}

const notJson = Symbol("not JSON");
const mostLevels = 100; // deeper values, cycles among them, are zod's

function copyJson(value: unknown, level: number): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : notJson;
  if (typeof value !== "object" || level === mostLevels) return notJson;
  return Array.isArray(value) ? copyItems(value, level) : copyProperties(value, level);
}

function copyItems(items: readonly unknown[], level: number): unknown {
  const copy: unknown[] = [];
  for (const item of items) {
    const one = copyJson(item, level + 1);
    if (one === notJson) return notJson;
    copy.push(one);
  }
  return copy;
}

function copyProperties(value: object, level: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return notJson;
  const copy: Record<string, unknown> = {};
  const fields = fieldsOf(value);
  for (const key of Object.keys(value)) {
    if (key === "__proto__") continue;
    const one = copyJson(fields[key], level + 1);
    if (one === notJson) return notJson;
    copy[key] = one;
  }
  return Object.getOwnPropertySymbols(value).length === 0 ? copy : notJson;
}
