/**
 * Remembers the signatures of accepted calls until their time stamps expire. The signatures of some
 * seconds share a table, which is dropped when the last of these seconds expires: there is no timer
 * per call. Of a signature, 60 bits are kept, in arrays of numbers, which cause no work for the
 * garbage collector; two calls of one table share them once in 10¹² calls.
 */

import { FingerprintSet } from "./fingerprint-set.ts";

/** Accepts each signature once. */
export interface NonceMemory {
  /**
   * Records a valid signature.
   * @param mac the signature, base64url.
   * @param time its time stamp, in seconds since the epoch.
   * @param now the current time, by the same clock.
   * @returns `seen` for a replay; `forgotten` if it may be one, as the clock has gone back past what
   * is remembered; `full` if no further signature can be remembered.
   */
  admit(mac: string, time: number, now: number): "new" | "seen" | "forgotten" | "full";
}

/** The seconds whose signatures share a table. */
const secondsPerTable = 16;

/**
 * The default number of remembered signatures: 44,000 calls a second while the clocks agree, more
 * than a process can serve. They take 12 to 24 bytes each.
 */
const defaultCapacity = 6_000_000;

/**
 * Creates an empty memory.
 * @param maxAgeSeconds the greatest age of an accepted time stamp.
 * @param capacity signatures at most.
 */
export function createNonceMemory(maxAgeSeconds: number, capacity: number = defaultCapacity): NonceMemory {
  const tables = new Map<number, FingerprintSet>();
  let size = 0;
  let oldest = Number.NEGATIVE_INFINITY;
  /**
   * Drops expired tables. The limit never moves back: signatures dropped while the clock was ahead
   * can no longer be recognised.
   */
  const dropBefore = (first: number): void => {
    if (first <= oldest) return;
    oldest = first;
    for (const [index, table] of tables) {
      if (index >= first) continue;
      size -= table.size;
      tables.delete(index);
    }
  };
  return {
    admit(mac, time, now) {
      dropBefore(Math.floor((now - maxAgeSeconds) / secondsPerTable));
      const index = Math.floor(time / secondsPerTable);
      if (index < oldest) return "forgotten";
      let table = tables.get(index);
      if (table === undefined) {
        table = new FingerprintSet();
        tables.set(index, table);
      }
      if (size >= capacity) return table.has(mac) ? "seen" : "full";
      if (!table.add(mac)) return "seen";
      size += 1;
      return "new";
    },
  };
}
