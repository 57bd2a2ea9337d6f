/** Names that are unique across processes, without any coordination. */

import { allocateBytes, toBase64, toHex } from "./bytes.ts";

/** Random bytes and their digits are cheap only by the thousand. */
const pool = allocateBytes(4096);
let digits = "";
let used = 0;

/**
 * Two lower-case hex digits per byte, for at most 4096 bytes of the platform's cryptographic
 * generator. No byte is used twice.
 */
export function randomHex(bytes: number): string {
  const length = 2 * bytes;
  if (used + length > digits.length) {
    crypto.getRandomValues(pool);
    digits = toHex(pool, 0, pool.length);
    used = 0;
  }
  used += length;
  return digits.slice(used - length, used);
}

/** In base64url; six bytes need no padding. */
const processPrefix = toBase64(crypto.getRandomValues(new Uint8Array(6)))
  .replaceAll("+", "-")
  .replaceAll("/", "_");
let callCount = 0;

/**
 * Makes an id that no other call has, in this process or another: 48 random bits of this process,
 * then a count.
 *
 * @example
 * ```ts
 * import { createCallId } from "@seamline/core/extend";
 *
 * console.log(/^[\w-]{8}-1$/.test(createCallId())); // true
 * ```
 */
export function createCallId(): string {
  callCount += 1;
  return `${processPrefix}-${callCount.toString(36)}`;
}
