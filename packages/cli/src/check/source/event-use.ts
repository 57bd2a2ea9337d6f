/** The uses of generated events in one file. */

import type { Position } from "../text/line-counter.ts";

/** One use of an object of events that was imported: `customerEvents.orderCreated`. */
export interface EventUse extends Position {
  /** The specifier of the import. */
  readonly specifier: string;
  /** The name of the object: `customerEvents`. */
  readonly object: string;
  /** `orderCreated`; `undefined` if the object is handed on as a whole, so that any event may be used. */
  readonly event: string | undefined;
}
