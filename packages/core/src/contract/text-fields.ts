/**
 * Fields that travel outside the body, as text. Values that HTTP could not carry there are refused
 * on every transport; otherwise a call would work until its callee moves out.
 */

import type { Issue } from "../schema/schema-mismatch.ts";
import type { FieldLocation } from "./http-route.ts";

/** Bytes that the path and query fields of one call may take, percent-encoded. */
export const maxTextBytes = 7_500;

/** A code unit takes at most three bytes of UTF-8, each written as `%XX`. */
const bytesPerCodeUnit = 9;

/** Returns the issue that keeps a wire value from travelling; `undefined` if there is none. */
export type TextFieldCheck = (wire: Readonly<Record<string, unknown>>) => Issue | undefined;

/** Compiles the check of an operation's input; `undefined` if all of it travels in the body. */
export function compileTextFieldCheck(locations: ReadonlyMap<string, FieldLocation>): TextFieldCheck | undefined {
  const fields = [...locations].flatMap(([name, location]) => (location === "body" ? [] : [{ name, location }]));
  if (fields.length === 0) return undefined;
  return (wire) => {
    let atMost = 0;
    for (const { name, location } of fields) {
      for (const item of itemsOf(wire[name])) {
        const text = String(item);
        const fault = location === "path" ? pathFault(text) : undefined;
        if (fault !== undefined) return { path: name, code: "invalid_path_segment", text: fault };
        if (!text.isWellFormed()) {
          return { path: name, code: "lone_surrogate", text: `expected well-formed text in the ${location}` };
        }
        atMost += name.length * bytesPerCodeUnit + 2 + text.length * bytesPerCodeUnit;
      }
    }
    if (atMost <= maxTextBytes || measureText(wire, fields) <= maxTextBytes) return undefined;
    const text = `expected path and query fields of at most ${maxTextBytes} bytes; use POST for larger inputs`;
    return { path: "(root)", code: "too_big", text };
  };
}

function pathFault(text: string): string | undefined {
  if (text === "") return "expected text that can be a path segment, found empty text";
  return text === "." || text === ".." ? "expected text that can be a path segment, found a dot segment" : undefined;
}

function measureText(wire: Readonly<Record<string, unknown>>, fields: readonly { readonly name: string }[]): number {
  let bytes = 0;
  for (const { name } of fields) {
    for (const item of itemsOf(wire[name]))
      bytes += encodeURIComponent(name).length + 2 + encodeURIComponent(String(item)).length;
  }
  return bytes;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
