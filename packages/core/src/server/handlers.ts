/** The handlers of a contract's operations, and the check that none is missing. */

import type { CallContext } from "../context/call-context.ts";
import type { Contract } from "../contract/operation.ts";

/**
 * Implements one operation. May return the output or a promise of it; the generated handlers
 * interface types both.
 */
export type Handler = (input: never, context: CallContext) => unknown;

/**
 * The names of the operations without a handler. Handlers may be methods of a class instance, also
 * of the classes that it extends, but not what a built-in class gives to all of its objects.
 */
export function findMissingHandlers(contract: Contract, handlers: unknown): readonly string[] {
  const given = (handlers ?? {}) as Record<string, unknown>;
  return Object.keys(contract.operations).filter((name) => typeof given[name] !== "function" || isBuiltIn(given, name));
}

/** Tests for a member that an object has from `Object`, `Function`, `Map` and the like, of any realm. */
function isBuiltIn(object: object, name: string): boolean {
  let owner: object | null = object;
  while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  if (owner === null || owner === object || typeof owner.constructor !== "function") return false;
  // The constructor of a class in JavaScript prints its source.
  return Function.prototype.toString.call(owner.constructor).endsWith("{ [native code] }");
}
