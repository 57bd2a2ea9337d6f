/** Waits for the effects of other processes. */

import { setTimeout as delay } from "node:timers/promises";

/**
 * Polls until the result is defined.
 * @param mostSeconds until it is given up. Default 10.
 * @throws {Error} then.
 */
export async function eventually<Value>(read: () => Promise<Value | undefined>, mostSeconds = 10): Promise<Value> {
  for (const end = performance.now() + mostSeconds * 1_000; performance.now() < end; await delay(20)) {
    const value = await read();
    if (value !== undefined) return value;
  }
  throw new Error(`expected a value within ${mostSeconds} seconds, found none: ${read}`);
}
