/**
 * Requests in memory and their responses go on without the event loop, by microtasks and ticks alone.
 * So that no loop of requests keeps timers and sockets waiting, some of them start a turn later, as
 * calls in one process do (core/src/transport/in-process.ts).
 */

import { afterTurn, longTurn } from "@seamline/core/internal";

/** Requests that may start before one waits for the event loop. */
const requestsPerTurn = 512;

/** Requests per look at the time: applications that compute make a long turn sooner. */
const requestsPerLook = 16;

let started = 0;

/** Starts a request: now, or in the next turn of the event loop. */
export function startInTurn(start: () => void): void {
  started += 1;
  const isDue = started >= requestsPerTurn || (started % requestsPerLook === 0 && longTurn() !== undefined);
  if (!isDue) {
    start();
    return;
  }
  started = 0;
  afterTurn(start);
}
