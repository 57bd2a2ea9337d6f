/** Calls that come at a steady rate, whatever becomes of those before them: as load from outside does. */

import { setTimeout as pause } from "node:timers/promises";

/**
 * Starts a call for each moment at which one is due, as long as `goesOn` says so of the number made so far, and waits for all of them.
 * A machine that was late makes up for it. Returns how many were made, and in how many seconds all had settled.
 */
export async function callSteadily(
  perSecond: number,
  goesOn: (made: number) => boolean,
  call: (index: number) => Promise<void>,
): Promise<{ readonly calls: number; readonly seconds: number }> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const pending: Promise<void>[] = [];
  while (goesOn(pending.length)) {
    if (pending.length <= elapsed() * perSecond) pending.push(call(pending.length));
    else await pause(1);
  }
  await Promise.all(pending);
  return { calls: pending.length, seconds: elapsed() };
}
