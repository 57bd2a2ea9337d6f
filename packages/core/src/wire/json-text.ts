/** JSON bodies: the exact content type, and parsing that keeps `__proto__` out. */

import { findBuiltin } from "../platform/builtin.ts";

/** The content type of all bodies but errors, streams and batches. */
export const jsonType = "application/json";

/** The media type, optionally with `charset=utf-8`: two parsers cannot read it differently. */
const jsonPattern = /^application\/json(?: *; *charset=(?:utf-8|"utf-8"))?$/i;

/** Tests for a content-type header of JSON in UTF-8. */
export function isJsonType(header: unknown): boolean {
  return header === jsonType || (typeof header === "string" && jsonPattern.test(header));
}

const buffer = findBuiltin("node:buffer");

/** Decodes a body; `undefined` if its bytes are not UTF-8. */
export function decodeUtf8(body: Uint8Array): string | undefined {
  if (buffer === undefined) return decodeStrictly(body);
  const bytes = body instanceof Buffer ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (buffer.isAscii(bytes)) return bytes.toString("latin1");
  return buffer.isUtf8(bytes) ? bytes.toString() : undefined;
}

/** The decoder of browsers. */
function decodeStrictly(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/**
 * Tests for an own key `__proto__` in any object of a parsed text. The text is searched first, so
 * that ordinary bodies are not walked; a key may be written with escapes.
 */
export function hasProtoKey(text: string, parsed: unknown): boolean {
  if (!text.includes("__proto__") && !text.includes("\\u00")) return false;
  const pending: unknown[] = [parsed];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (Object.hasOwn(next, "__proto__")) return true;
    for (const below of Object.values(next)) if (typeof below === "object" && below !== null) pending.push(below);
  }
  return false;
}
