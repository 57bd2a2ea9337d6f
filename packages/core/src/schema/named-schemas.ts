/** The schemas named with `.meta({ id })`: each becomes a named type. */

import { findNamed, metaOf, printPath, type Schema } from "./schema-node.ts";

/** A named schema and the position of its first use, as `operations.getRestaurant.output`. */
export interface NamedSchema {
  readonly id: string;
  readonly schema: Schema;
  readonly position: string;
}

/** A schema that an operation uses directly, and its path in the contract. */
export interface RootSchema {
  readonly schema: Schema;
  readonly path: readonly string[];
}

/** The name of a schema returned by {@link findNamed}. */
export function idOf(named: Schema): string {
  return String(metaOf(named).id);
}

/**
 * Collects the named schemas in traversal order. `children` decides which side of codecs is walked.
 */
export function collectNamedSchemas(
  roots: readonly RootSchema[],
  children: (schema: Schema) => readonly { readonly step: string; readonly schema: Schema }[],
): readonly NamedSchema[] {
  const found = new Map<Schema, NamedSchema>();
  const seen = new Set<Schema>();
  const visit = (schema: Schema, path: readonly string[]): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    const named = findNamed(schema);
    if (named !== undefined && !found.has(named)) {
      found.set(named, { id: idOf(named), schema: named, position: printPath(path) });
    }
    for (const child of children(schema)) visit(child.schema, [...path, child.step]);
  };
  for (const root of roots) visit(root.schema, root.path);
  return [...found.values()];
}
