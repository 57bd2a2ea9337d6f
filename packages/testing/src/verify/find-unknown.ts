/** Fields of a recorded value that a schema does not have. */

import { childrenOf, definitionOf, type Schema } from "@seamline/core/internal";

/**
 * Finds the paths of fields that a schema does not have. Values of another type have none: decoding
 * reports them.
 */
export function findUnknown(schema: Schema, value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object": {
      if (Array.isArray(value)) return [];
      const { shape, catchall } = definition;
      return Object.entries(value).flatMap(([key, item]) => {
        const known = Object.hasOwn(shape, key) ? shape[key] : catchall;
        if (known === undefined) return [`${path}.${key}`];
        return findUnknown(known, item, `${path}.${key}`);
      });
    }
    case "array": {
      const { element } = definition;
      if (!Array.isArray(value)) return [];
      return value.flatMap((item, index) => findUnknown(element, item, `${path}[${index}]`));
    }
    case "tuple": {
      const { items, rest } = definition;
      if (!Array.isArray(value)) return [];
      return value.flatMap((item, index) => {
        const known = items[index] ?? rest;
        return known ? findUnknown(known, item, `${path}[${index}]`) : [];
      });
    }
    case "record": {
      const { valueType } = definition;
      return Object.entries(value).flatMap(([key, item]) => findUnknown(valueType, item, `${path}.${key}`));
    }
    case "union":
      return fewest(childrenOf(schema).map((child) => findUnknown(child.schema, value, path)));
    case "intersection": {
      const [left, right] = childrenOf(schema).map((child) => new Set(findUnknown(child.schema, value, path)));
      return [...(left ?? [])].filter((one) => right?.has(one));
    }
    case "unknown":
    case "any":
      return [];
    default: {
      const [inner] = childrenOf(schema);
      return inner === undefined ? [] : findUnknown(inner.schema, value, path);
    }
  }
}

/** The shortest list: for a union, the unknown fields are those of the option that knows most. */
function fewest(found: readonly (readonly string[])[]): readonly string[] {
  return found.reduce((best, one) => (one.length < best.length ? one : best), found[0] ?? []);
}
