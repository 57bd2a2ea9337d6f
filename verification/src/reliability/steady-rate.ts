/** Calls at a steady rate, independent of earlier calls: like load from outside. */

import { setTimeout as pause } from "node:timers/promises";

/**
 * Starts a call at each due moment while `goesOn(made)` returns `true`, and waits until all have
 * settled. A late machine catches up. Returns the number of calls and the seconds until all had
 * settled.
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
