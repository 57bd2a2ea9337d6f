/** Waiting for what another process does. */

import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until there is an answer. @throws {Error} after ten seconds without one. */
export async function eventually<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (let left = 500; left > 0; left -= 1) {
    const value = await ask();
    if (value !== undefined) return value;
    await delay(20);
  }
  throw new Error(`Waited ten seconds in vain for: ${ask}`);
}
