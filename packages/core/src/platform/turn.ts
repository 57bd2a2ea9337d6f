/** The turns of the event loop. */

/** Runs something once what is ready now has run: `setImmediate`, or the nearest that browsers have. */
export const inNextTurn: (run: () => void) => unknown =
  typeof setImmediate === "undefined" ? (run) => setTimeout(run, 0) : (run) => setImmediate(run);
