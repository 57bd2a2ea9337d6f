/**
 * Orders whose process died between storing and deciding them. Instead of staying `new` for ever,
 * they are `failed` once their time is over. A decision that is still in progress is safe: it and
 * the sweep use conditional statements, of which only the first takes effect.
 */

import type { Orders } from "./orders.ts";

const intervalMs = 5_000;

/** Sweeps now and every five seconds. Returns a function that stops it. */
export async function startSweep(orders: Orders): Promise<() => void> {
  await orders.failAbandoned(new Date());
  const timer = setInterval(() => {
    orders.failAbandoned(new Date()).catch((reason: unknown) => {
      console.error(`Abandoned orders could not be swept, will try again: ${reason}`);
    });
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
