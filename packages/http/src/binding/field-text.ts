/**
 * Single values as text, for the parts of a request that hold text only: written as text, and read
 * back into exactly the JSON type that the schema expects.
 */

import type { TextKind } from "@seamline/core/internal";

/** A field outside the body. */
export interface TextField {
  readonly name: string;
  readonly kind: TextKind;
  readonly read: ReadText;
}

/** Reads one value. Text that fits no expected type stays a string, for the schema to reject. */
export type ReadText = (text: string) => unknown;

/**
 * Decimal digits, as people and JSON write them. Exponents are accepted only in the form that
 * JavaScript prints.
 */
const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Compiles the reader of a field from its expected types. */
export function createTextReader(kind: TextKind): ReadText {
  const boolean = kind.types.has("boolean");
  const number = kind.types.has("number");
  if (!boolean && !number) return (text) => text;
  return (text) => {
    if (boolean && (text === "true" || text === "false")) return text === "true";
    return number ? readNumber(text) : text;
  };
}

/** Writes a string, number or boolean. −0 is written as 0, to which it is equal. */
export function printText(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}

function readNumber(text: string): unknown {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return decimal.test(text) || String(number) === text ? number : text;
}

/**
 * Characters that a header value escapes: all but printable ASCII, the escape character, and spaces
 * at either end.
 */
const unprintable = /[^\x20-\x7e]|%|^ +| +$/gu;
const unprintableInList = /[^\x20-\x7e]|[%,[\]]|^ +| +$/gu;

/** A list without elements; brackets inside elements are escaped. */
const emptyList = "[]";

/**
 * Writes a header value: percent-encoded UTF-8 where it is not printable ASCII, lists joined by
 * commas.
 * @throws {URIError} for a lone surrogate, which has no UTF-8.
 */
export function printHeaderText(value: unknown): string {
  if (!Array.isArray(value)) return printText(value).replace(unprintable, encodeText);
  if (value.length === 0) return emptyList;
  return value.map((item) => printText(item).replace(unprintableInList, encodeText)).join(",");
}

/**
 * Reads a header value that {@link printHeaderText} wrote.
 * @throws {URIError} for a broken percent escape.
 */
export function readHeaderText(text: string, kind: TextKind, read: ReadText): unknown {
  if (!kind.list) return read(decodeURIComponent(text));
  return text === emptyList || (text === "" && !kind.emptyText)
    ? []
    : text.split(",").map((item) => read(decodeURIComponent(item.trim())));
}

function encodeText(text: string): string {
  return encodeURIComponent(text);
}
