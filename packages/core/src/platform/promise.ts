/** Promises, and values that look like one. */

import { findBuiltin } from "./builtin.ts";

/**
 * True for a promise, where there is Node for one of another realm too; false for other objects
 * with a `then`.
 */
export const isPromise: (value: unknown) => value is Promise<unknown> =
  findBuiltin("node:util/types")?.isPromise ?? ((value) => value instanceof Promise);

/** True for a value to await; false for objects that throw when they are asked, a revoked proxy too. */
export function isAwaitable(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise || isPromise(value);
  } catch {
    return false;
  }
}
