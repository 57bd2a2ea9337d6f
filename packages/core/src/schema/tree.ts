/** Values under recursive schemas, made plain trees before anything recurses into them. */

import { childrenOf, type Schema } from "./schema-node.ts";

/** How many levels of objects and arrays a value may have. */
export const maxDepth = 64;

/** Why a value is no tree of bounded depth. */
export type TreeFault = "too_deep" | "cycle";

/** Thrown by {@link toTree}. */
export class NotATree extends Error {
  readonly fault: TreeFault;

  constructor(fault: TreeFault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Copies the plain objects and arrays of a value: what is reached twice becomes two, as it would over a wire, and properties that
 * are `undefined` are dropped. Anything else is kept for the schema to judge.
 * @throws {NotATree} beyond 64 levels, and for a cycle. Its own recursion is bounded by that.
 */
export function toTree(value: unknown, ancestors: readonly object[] = []): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.includes(value)) throw new NotATree("cycle");
  if (ancestors.length >= maxDepth) throw new NotATree("too_deep");
  const path = [...ancestors, value];
  if (Array.isArray(value)) return Array.from(value, (item) => toTree(item, path));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && key !== "__proto__") copy[key] = toTree(item, path);
  }
  return copy;
}

/** Whether a schema contains itself, so that its values have no depth known from the contract. */
export function isRecursive(schema: Schema): boolean {
  return reaches(schema, new Set(), new Set());
}

function reaches(schema: Schema, open: Set<Schema>, done: Set<Schema>): boolean {
  if (open.has(schema)) return true;
  if (done.has(schema)) return false;
  open.add(schema);
  const found = childrenOf(schema).some((child) => reaches(child.schema, open, done));
  open.delete(schema);
  done.add(schema);
  return found;
}
