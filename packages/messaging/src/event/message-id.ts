/** Ids of messages: UUIDs of version 7, which sort by the time they were made. */

import { randomFillSync } from "node:crypto";

const bytes = new Uint8Array(16);
let lastTime = 0;
let sequence = 0;

/**
 * A UUID of version 7: 48 bits of Unix milliseconds, then a counter of 12 bits that keeps the order
 * of ids made in one millisecond, then 62 random bits.
 * @see RFC 9562, section 5.7, and section 6.2, method 1, for the counter.
 */
export function createMessageId(now: number = Date.now()): string {
  randomFillSync(bytes);
  if (now > lastTime) {
    lastTime = now;
    sequence = ((bytes[6] ?? 0) & 0x07) * 256 + (bytes[7] ?? 0); // half of the counter is left to count with
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastTime += 1; // the counter is full: the next millisecond is taken in advance
      sequence = 0;
    }
  }
  for (let index = 0, rest = lastTime; index < 6; index += 1, rest = Math.floor(rest / 256)) {
    bytes[5 - index] = rest % 256;
  }
  bytes[6] = 0x70 | (sequence >> 8);
  bytes[7] = sequence & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Buffer.from(bytes).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
