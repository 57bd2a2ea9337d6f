/** Finds fields of a recorded value that a schema does not have (any more). */

import { childrenOf, definitionOf, type Schema } from "@seamline/core/internal";

/** The paths of fields that a schema knows nothing of. A value that fits nowhere has none: decoding says what is wrong with it. */
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

/** A value of a union is unknown to it only as far as it is unknown to the form that knows it best. */
function fewest(found: readonly (readonly string[])[]): readonly string[] {
  return found.reduce((best, one) => (one.length < best.length ? one : best), found[0] ?? []);
}
