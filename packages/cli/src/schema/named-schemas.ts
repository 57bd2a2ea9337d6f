/** The schemas that an author has named with `.meta({ id })`: each becomes a type of its own. */

import { findNamed, metaOf, printPath, type Schema } from "@seamline/core/internal";

/** A named schema and where it was met first, as `operations.getRestaurant.output`. */
export interface NamedSchema {
  readonly id: string;
  readonly schema: Schema;
  readonly place: string;
}

/** A schema that an operation uses directly, and its path in the contract. */
export interface RootSchema {
  readonly schema: Schema;
  readonly path: readonly string[];
}

/** The name of a schema that {@link findNamed} returned. */
export function idOf(named: Schema): string {
  return String(metaOf(named).id);
}

/** Collects the named schemas in the order in which they are met. `children` decides which side of codecs is walked. */
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
      found.set(named, { id: idOf(named), schema: named, place: printPath(path) });
    }
    for (const child of children(schema)) visit(child.schema, [...path, child.step]);
  };
  for (const root of roots) visit(root.schema, root.path);
  return [...found.values()];
}
