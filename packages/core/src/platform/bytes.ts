/**
 * Texts and bytes: by Node's Buffer where it exists, which is faster, else by what browsers have.
 */

const hasBuffer = typeof Buffer !== "undefined";
const encoder = new TextEncoder();

/** The length of a text in bytes of UTF-8. */
export const countBytes: (text: string) => number = hasBuffer
  ? (text) => Buffer.byteLength(text)
  : (text) => encoder.encode(text).length;

/** A zeroed buffer for {@link toHex}. */
export function allocateBytes(size: number): Uint8Array<ArrayBuffer> {
  return hasBuffer ? Buffer.alloc(size) : new Uint8Array(size);
}

/** A range of the bytes that {@link allocateBytes} made, as lower-case hex digits. */
export const toHex: (bytes: Uint8Array, start: number, end: number) => string = hasBuffer
  ? (bytes, start, end) => (bytes as Buffer).toString("hex", start, end)
  : (bytes, start, end) =>
      Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes as base64 text. */
export const toBase64: (bytes: Uint8Array) => string = hasBuffer
  ? (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
  : (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** The bytes that a base64 text encodes. */
export const fromBase64: (text: string) => Uint8Array<ArrayBuffer> = hasBuffer
  ? (text) => new Uint8Array(Buffer.from(text, "base64"))
  : (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
