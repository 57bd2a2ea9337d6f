/**
 * Orders whose process died between storing and deciding them. They would be `new` for ever;
 * instead they are `failed` once their time is over. An order that somebody is still working on
 * after all is safe: the sweep and that work change it in conditional statements, of which one
 * comes first.
 */

import type { Orders } from "./orders.ts";

const intervalMs = 5_000;

/** Sweeps now and every five seconds. Returns what stops it. */
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
