/** Random digits that nobody can guess, for names that many are made of. */

import { allocateBytes, toHex } from "./bytes.ts";

/** Random bytes, and their digits, are cheap by the thousand only. */
const pool = allocateBytes(4096);
let digits = "";
let used = 0;

/** Two lower-case hex digits for each of so many bytes, at most 4096, of the platform's cryptographic generator. None is given out twice. */
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
