/** Promises, and values that look like one. */

import { findBuiltin } from "./builtin.ts";

/**
 * True for a promise, where there is Node for one of another realm too; false for other objects
 * with a `then`.
 */
export const isPromise: (value: unknown) => value is Promise<unknown> =
  findBuiltin("node:util/types")?.isPromise ?? ((value) => value instanceof Promise);
