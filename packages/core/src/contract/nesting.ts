/** Depth and cycles of values under recursive schemas, checked before anything recurses into them. */

import { childrenOf, type Schema } from "./schema-node.ts";

/** How many levels of objects and arrays a value may have. */
export const maxDepth = 64;

/** Why a value cannot be walked; `undefined` when it can. Iterative, so a million levels do no harm. */
export function findNestingFault(value: unknown): "too_deep" | "cycle" | undefined {
  const ancestors: object[] = [];
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: found, depth } = next;
    if (typeof found !== "object" || found === null) continue;
    ancestors.length = depth;
    if (ancestors.includes(found)) return "cycle";
    if (depth >= maxDepth) return "too_deep";
    ancestors.push(found);
    for (const below of Object.values(found)) {
      if (typeof below === "object" && below !== null) pending.push({ value: below, depth: depth + 1 });
    }
  }
  return undefined;
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
