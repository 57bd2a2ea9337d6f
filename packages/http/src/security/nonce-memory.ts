/**
 * Remembers the signatures of accepted calls for as long as their time stamps could be accepted
 * again. Signatures of some seconds share a table, which is dropped when the last of these seconds
 * is too old: there is no timer per call. What is kept of a signature are 60 of its bits, in arrays
 * of numbers: that takes the collector no work, and two calls of one table share them once in 10¹²
 * calls.
 */

import { FingerprintSet } from "./fingerprint-set.ts";

/** Admits each signature once. */
export interface NonceMemory {
  /**
   * @param mac of a signature that was found good; base64url.
   * @param time its time stamp, in seconds.
   * @param now the same clock.
   * @returns `full` when so many are remembered that no further one could be told from a replay.
   */
  admit(mac: string, time: number, now: number): "new" | "seen" | "full";
}

/** Seconds whose signatures share a table. */
const secondsPerTable = 16;

/**
 * Signatures that are remembered: 44,000 calls a second while the clocks agree, more than a process
 * can serve. They take 12 to 24 bytes each.
 */
const defaultCapacity = 6_000_000;

/**
 * Makes an empty guard.
 * @param maxAgeSeconds the greatest age of a time stamp that is accepted.
 */
export function createNonceMemory(maxAgeSeconds: number, capacity: number = defaultCapacity): NonceMemory {
  const tables = new Map<number, FingerprintSet>();
  let size = 0;
  let oldest = Number.NEGATIVE_INFINITY;
  /**
   * Never forwards and back again: what was dropped when the clock was ahead cannot be told any
   * more.
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
      if (index < oldest) return "seen";
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
