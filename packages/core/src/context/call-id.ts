/** Names of calls, unique without asking anybody. */

import { toBase64 } from "../platform/bytes.ts";

/** As base64url; of six bytes there is no padding. */
const callPrefix = toBase64(crypto.getRandomValues(new Uint8Array(6)))
  .replaceAll("+", "-")
  .replaceAll("/", "_");
let callCount = 0;

/**
 * Makes an id that no other call has, here or in another process: 48 random bits of this process,
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
  return `${callPrefix}-${callCount.toString(36)}`;
}
