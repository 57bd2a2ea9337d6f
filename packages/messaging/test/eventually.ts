/** Waits for a condition. */

import { setTimeout as wait } from "node:timers/promises";

/** Tries an assertion until it holds. @throws its last failure after 30 seconds. */
export async function eventually(assertion: () => Promise<void>): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (reason) {
      if (Date.now() > end) throw reason;
      await wait(10);
    }
  }
}
