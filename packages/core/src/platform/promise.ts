/** Telling promises from what looks like one. */

import { findBuiltin } from "./builtin.ts";

/** Whether a value is a promise, of another realm too where there is Node; never for an object with a `then`. */
export const isPromise: (value: unknown) => value is Promise<unknown> =
  findBuiltin("node:util/types")?.isPromise ?? ((value) => value instanceof Promise);
