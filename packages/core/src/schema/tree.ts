/** Values of recursive schemas, made plain trees before any recursion into them. */

import { fieldsOf } from "../platform/unknown-value.ts";
import { childrenOf, type Schema } from "./schema-node.ts";

/** The levels of objects and arrays that a value may have. */
export const maxDepth = 64;

/**
 * The objects and items that a value may have. JSON takes two bytes for each, so that a value with
 * more is beyond every size cap; an object that is reached over many paths counts for each of them.
 */
const maxNodes: number = 4 * 1024 * 1024;

/** The reason why a value is no tree of bounded depth. */
export type TreeFault = "too_deep" | "too_many" | "cycle";

/** Thrown by {@link toTree} and {@link assertDepth}. */
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
 * @throws {NotATree} beyond 64 levels, which also bounds its own recursion, for a cycle, and for
 * more parts than any size cap admits.
 */
export function toTree(value: unknown): unknown {
  return new Copying().copy(value);
}

class Copying {
  /** The objects and arrays around the current value. */
  readonly #ancestors: object[] = [];
  #nodes = 0;

  copy(value: unknown): unknown {
    this.#nodes += 1;
    if (this.#nodes > maxNodes) throw new NotATree("too_many");
    if (typeof value !== "object" || value === null) return value;
    const ancestors = this.#ancestors;
    // A cycle is searched for at the last level only: it is always reached.
    if (ancestors.length === maxDepth) throw new NotATree(new Set(ancestors).size < maxDepth ? "cycle" : "too_deep");
    ancestors.push(value);
    const copy = this.#copyObject(value);
    ancestors.pop();
    return copy;
  }

  #copyObject(value: object): unknown {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(this.copy(item)); // an absent item becomes `undefined`
      return items;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const copy: Record<string, unknown> = {};
    const fields = fieldsOf(value);
    for (const key of Object.keys(fields)) {
      const item = fields[key];
      if (item !== undefined && key !== "__proto__") copy[key] = this.copy(item);
    }
    return copy;
  }
}

/**
 * Checks a value that JSON text was parsed to, or that was encoded: it is a tree already, so neither
 * a copy nor a search for cycles is needed.
 * @throws {NotATree} beyond 64 levels, and for more parts than any size cap admits.
 */
export function assertDepth(value: unknown): void {
  let nodes = 0;
  const visit = (one: unknown, levels: number): void => {
    nodes += 1;
    if (nodes > maxNodes) throw new NotATree("too_many");
    if (typeof one !== "object" || one === null) return;
    if (levels === 0) throw new NotATree("too_deep");
    if (Array.isArray(one)) for (const item of one) visit(item, levels - 1);
    else for (const key of Object.keys(one)) visit(fieldsOf(one)[key], levels - 1);
  };
  visit(value, maxDepth);
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
