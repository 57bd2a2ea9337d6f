/** Waits for the effects of other processes. */

import { setTimeout as delay } from "node:timers/promises";

/**
 * Polls until the result is defined.
 * @throws {Error} after ten seconds.
 */
export async function eventually<Value>(read: () => Promise<Value | undefined>): Promise<Value> {
  for (let left = 500; left > 0; left -= 1) {
    const value = await read();
    if (value !== undefined) return value;
    await delay(20);
  }
  throw new Error(`expected a value within ten seconds, found none: ${read}`);
}
