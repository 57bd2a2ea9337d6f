/**
 * How many bytes a wire value takes as JSON, at most. The size caps hold on every transport; measuring exactly would cost an
 * in-process call a full serialisation, so a bound computed from the schema settles all but the largest values.
 */

import { childrenOf, definitionOf, type Schema } from "./schema-node.ts";

/** An upper bound of the JSON size of a value, in bytes. */
export type SizeBound = (value: unknown) => number;

/** A code unit takes at most six bytes (`\u0000`), and a string two quotes. */
const perCodeUnit = 6;
const perNumber = 25;

/** The bound of a schema's values. Compiled at the first use; a schema whose values are all bounded alike costs nothing then. */
export function createSizeBound(schema: Schema): SizeBound {
  let bound: SizeBound | undefined;
  return (value) => {
    if (bound === undefined) {
      const built = build(schema, new Set());
      bound = typeof built === "number" ? () => built : built;
    }
    return bound(value);
  };
}

/** The exact size of a wire value as JSON, in bytes. */
export function measureJson(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function build(schema: Schema, open: Set<Schema>): SizeBound | number {
  if (open.has(schema)) return boundOfAny;
  open.add(schema);
  try {
    return buildOpen(schema, open);
  } finally {
    open.delete(schema);
  }
}

function buildOpen(schema: Schema, open: Set<Schema>): SizeBound | number {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "number":
      return perNumber;
    case "boolean":
    case "null":
    case "never":
      return 5;
    case "literal":
      return Math.max(0, ...(definition.values ?? []).map((value) => measureJson(value)));
    case "enum":
      return Math.max(0, ...Object.values(definition.entries ?? {}).map((value) => measureJson(value)));
    case "string":
    case "template_literal":
      return boundOfString;
    case "array": {
      const element = definition.element ? build(definition.element, open) : boundOfAny;
      return (value) => boundOfArray(value, element);
    }
    case "object":
      return definition.catchall ? boundOfAny : boundOfObject(definition.shape ?? {}, open);
    case "optional":
    case "nullable":
    case "default":
    case "nonoptional":
    case "readonly":
    case "lazy":
    case "pipe": {
      const [child] = childrenOf(schema);
      const bound = child === undefined ? boundOfAny : build(child.schema, open);
      return typeof bound === "number" ? Math.max(5, bound) : (value) => (value == null ? 5 : bound(value));
    }
    default:
      return boundOfAny;
  }
}

function boundOfString(value: unknown): number {
  return typeof value === "string" ? value.length * perCodeUnit + 2 : perNumber;
}

function boundOfArray(value: unknown, element: SizeBound | number): number {
  if (!Array.isArray(value)) return boundOfAny(value);
  let sum = 2 + value.length;
  if (typeof element === "number") return sum + value.length * element;
  for (const item of value) sum += element(item);
  return sum;
}

function boundOfObject(shape: Readonly<Record<string, Schema>>, open: Set<Schema>): SizeBound | number {
  let fixed = 2;
  const dynamic: { readonly key: string; readonly bound: SizeBound }[] = [];
  for (const [key, field] of Object.entries(shape)) {
    fixed += measureJson(key) + 2;
    const bound = build(field, open);
    if (typeof bound === "number") fixed += bound;
    else dynamic.push({ key, bound });
  }
  if (dynamic.length === 0) return fixed;
  return (value) => {
    if (typeof value !== "object" || value === null) return perNumber;
    let sum = fixed;
    for (const { key, bound } of dynamic) sum += bound((value as Record<string, unknown>)[key]);
    return sum;
  };
}

/** For values whose schema says too little: walks what is there. Wire values are trees of bounded depth. */
function boundOfAny(value: unknown): number {
  if (typeof value === "string") return boundOfString(value);
  if (typeof value !== "object" || value === null) return perNumber;
  if (Array.isArray(value)) return boundOfArray(value, boundOfAny);
  let sum = 2;
  for (const [key, item] of Object.entries(value)) sum += boundOfString(key) + 2 + boundOfAny(item);
  return sum;
}
