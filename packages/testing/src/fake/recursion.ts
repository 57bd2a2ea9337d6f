/** Recursive schemas, and the height of their smallest values. */

import { checksOf, childrenOf, definitionOf, type Schema } from "@seamline/core/internal";
import { lengthsOf } from "./checks.ts";

const recursive = new WeakMap<Schema, boolean>();
const deep = new WeakMap<Schema, boolean>();

/** Returns `true` if a schema contains itself. */
export function isRecursive(schema: Schema): boolean {
  const known = recursive.get(schema);
  if (known !== undefined) return known;
  const found = reach(schema).has(schema);
  recursive.set(schema, found);
  return found;
}

/** Returns `true` if a schema, or one below it, is recursive. */
export function holdsRecursion(schema: Schema): boolean {
  const known = deep.get(schema);
  if (known !== undefined) return known;
  const found = isRecursive(schema) || [...reach(schema)].some(isRecursive);
  deep.set(schema, found);
  return found;
}

function reach(schema: Schema): Set<Schema> {
  const seen = new Set<Schema>();
  const visit = (one: Schema): void => {
    for (const child of childrenOf(one)) {
      if (seen.has(child.schema)) continue;
      seen.add(child.schema);
      visit(child.schema);
    }
  };
  visit(schema);
  return seen;
}

/** The number of levels of a schema's smallest value; `Infinity` if it has no finite value. */
export function heightOf(schema: Schema, above: ReadonlySet<Schema> = new Set()): number {
  if (above.has(schema)) return Number.POSITIVE_INFINITY;
  const below = new Set(above).add(schema);
  const definition = definitionOf(schema);
  const heights = (): number[] => childrenOf(schema).map((child) => heightOf(child.schema, below));
  switch (definition.type) {
    case "never":
      return Number.POSITIVE_INFINITY;
    case "optional":
    case "nullable":
      return 0;
    case "array":
      return lengthsOf(checksOf(schema)).minLength === 0 ? 0 : 1 + Math.max(...heights());
    case "record":
      return definition.keyType._zod.values === undefined ? 0 : 1 + Math.max(0, ...heights());
    case "object": {
      const fields = Object.values(definition.shape);
      return 1 + Math.max(0, ...fields.map((field) => heightOf(field, below)));
    }
    case "tuple":
      return 1 + Math.max(0, ...definition.items.map((item) => heightOf(item, below)));
    case "union":
      return Math.min(...heights());
    default:
      return Math.max(0, ...heights());
  }
}
