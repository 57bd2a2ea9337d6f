/** The handlers of a contract's operations, and the check that none is missing. */

import type { CallContext } from "../context/call-context.ts";
import type { Contract } from "../contract/operation.ts";

/**
 * Implements one operation. May return the output or a promise of it; the generated handlers
 * interface types both.
 */
export type Handler = (input: never, context: CallContext) => unknown;

/** The names of the operations without a handler. Handlers may be methods of a class instance. */
export function findMissingHandlers(contract: Contract, handlers: unknown): readonly string[] {
  const given = (handlers ?? {}) as Record<string, unknown>;
  return Object.keys(contract.operations).filter((name) => typeof given[name] !== "function");
}
