/** Values of recursive schemas, made plain trees before any recursion into them. */

import { childrenOf, type Schema } from "./schema-node.ts";

/** The levels of objects and arrays that a value may have. */
export const maxDepth = 64;

/** The reason why a value is no tree of bounded depth. */
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
 * Copies the plain objects and arrays of a value: an object reached twice becomes two, as over a
 * wire, and properties that are `undefined` are dropped. Other objects are kept for the schema to
 * check.
 * @throws {NotATree} beyond 64 levels, which also bounds its own recursion, and for a cycle.
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

/** True for a schema that contains itself, whose values have no depth known from the contract. */
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
