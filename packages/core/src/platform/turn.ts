/**
 * The turns of the event loop. Streams and calls in one process continue on microtasks alone; as
 * long as they do, no timer fires, no socket is read and no deadline ends anything. So they look at
 * the time since the loop last turned, and wait for its next turn once that is too long. Sparse work
 * never waits: a turn is measured from its first look.
 */

import { afterTurn, now } from "./real-time.ts";

/** Milliseconds after which a turn is long. */
const longMs = 5;

/** The first look of this turn; `undefined` if there was none yet. */
let began: number | undefined;
let next: Promise<void> | undefined;

/**
 * A promise of the next turn, once this one is long; `undefined` before.
 * @param time the present time, if it is known.
 */
export function longTurn(time: number = now()): Promise<void> | undefined {
  if (began === undefined) {
    began = time;
    afterTurn(endTurn);
    return undefined;
  }
  if (time - began < longMs) return undefined;
  next ??= new Promise((resolve) => afterTurn(resolve));
  return next;
}

function endTurn(): void {
  began = undefined;
  next = undefined;
}
