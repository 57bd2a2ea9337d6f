/**
 * The canonical form of a value: one line of text, equal exactly for values that code cannot
 * distinguish.
 */

import { createHash } from "node:crypto";
import { isProxy } from "node:util/types";

/**
 * The maximum length of texts, bigints and bytes; longer ones are printed as their length and a
 * digest.
 */
const longest = 160;
const identifier = /^[A-Za-z_$][\w$]*$/;
const unprintable = /[^\x20-\x7e]/g;

/**
 * Prints everything observable of a value: key order, the kind of every number, text by code units,
 * dates, bigints and bytes, explicit `undefined`, prototypes, getters, symbol keys, and objects
 * that are reached twice. −0 is printed as 0.
 */
export function printCanonical(value: unknown): string {
  return print(value, "$", new Map());
}

function print(value: unknown, path: string, seen: Map<object, string>): string {
  switch (typeof value) {
    case "string":
      return printText(value);
    case "bigint":
      return printInteger(value);
    case "number":
      return String(value); // prints −0 as 0
    case "function":
      return "function";
    case "symbol":
      return "symbol";
    case "object":
      return value === null ? "null" : printObject(value, path, seen);
    default:
      return String(value);
  }
}

function printInteger(value: bigint): string {
  const digits = String(value);
  return digits.length > longest ? `bigint(${digits.length} characters, ${digest(digits)})` : `${digits}n`;
}

function printText(text: string): string {
  if (text.length > longest) return `text(${text.length} units, ${digest(text)})`;
  const escaped = JSON.stringify(text).replace(
    unprintable,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped;
}

function printObject(value: object, path: string, seen: Map<object, string>): string {
  const first = seen.get(value);
  if (first !== undefined) return `same as ${first}`;
  seen.set(value, path);
  if (isProxy(value)) return "proxy";
  if (value instanceof Date) return `Date(${Number.isNaN(value.getTime()) ? "invalid" : value.toISOString()})`;
  if (value instanceof Uint8Array) return `${value.constructor.name}(${printBytes(value)})`;
  if (Array.isArray(value)) return printArray(value, path, seen);
  return `${printPrototype(value)}{${printKeys(value, path, seen).join(", ")}}`;
}

function printBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return hex.length > longest ? `${bytes.length} bytes, ${digest(hex)}` : hex;
}

function printArray(value: readonly unknown[], path: string, seen: Map<object, string>): string {
  const items: string[] = [];
  for (let index = 0; index < value.length; index += 1) {
    items.push(index in value ? print(value[index], `${path}[${index}]`, seen) : "hole");
  }
  const text = `[${items.join(", ")}]`;
  return text.length > 20 * longest ? `[${items.length} items, ${digest(text)}]` : text;
}

function printKeys(value: object, path: string, seen: Map<object, string>): string[] {
  return Reflect.ownKeys(value).map((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    const name = typeof key === "symbol" ? "symbol" : identifier.test(key) ? key : printText(key);
    const marks = `${property.enumerable ? "" : "hidden "}${"value" in property ? "" : "getter "}`;
    return `${marks}${name}: ${"value" in property ? print(property.value, `${path}.${name}`, seen) : "unread"}`;
  });
}

/** Prints the class of an object; nothing for a plain object. */
function printPrototype(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return "";
  return prototype === null ? "null-prototype " : `${value.constructor?.name ?? "nameless class"} `;
}

function digest(text: string): string {
  return `sha256 ${createHash("sha256").update(text, "utf16le").digest("hex").slice(0, 12)}`;
}
