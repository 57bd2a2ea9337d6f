/** Values that JSON keeps as they are: all that a saga may remember. */

import { fieldsOf } from "@seamline/core/settings";

/**
 * Finds the first part of a value that JSON would change or drop.
 * @param path of the value itself, for the message.
 * @returns the part's path and kind as one clause; `undefined` for JSON.
 */
export function findForeign(value: unknown, path: string): string | undefined {
  return find(value, path, new Set());
}

function find(value: unknown, path: string, above: Set<object>): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : foreign(path, String(value));
  if (typeof value !== "object") return foreign(path, kindOf(value));
  if (above.has(value)) return foreign(path, "a circular reference");
  above.add(value);
  const found = Array.isArray(value) ? findInArray(value, path, above) : findInObject(value, path, above);
  above.delete(value);
  return found;
}

function findInArray(items: readonly unknown[], path: string, above: Set<object>): string | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const found = find(items[index], `${path}[${index}]`, above);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A property with the value `undefined` is as good as none. */
function findInObject(value: object, path: string, above: Set<object>): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return foreign(path, kindOf(value));
  if (typeof fieldsOf(value).toJSON === "function") return foreign(path, "an object with toJSON");
  for (const [key, one] of Object.entries(value)) {
    const found = one === undefined ? undefined : find(one, `${path}.${key}`, above);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foreign(path: string, kind: string): string {
  return `${path}: expected JSON, found ${kind}`;
}

function kindOf(value: unknown): string {
  if (value === undefined || typeof value === "function") return typeof value;
  if (typeof value !== "object" || value === null) return `a ${typeof value}`;
  const { name } = fieldsOf(fieldsOf(value).constructor);
  return typeof name === "string" && name !== "" ? `an instance of ${name}` : "an object of a class";
}
