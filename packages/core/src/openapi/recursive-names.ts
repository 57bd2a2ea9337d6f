/** Names for recursive schemas without one: a document can refer to a component only. */

import { isJsonValue } from "../schema/json-value.ts";
import { collectNamedSchemas, type RootSchema } from "../schema/named-schemas.ts";
import { childrenOf, findNamed, type Schema } from "../schema/schema-node.ts";

/** Names the schemas that contain themselves and have no name, which only a reference can express. */
export function nameRecursive(roots: readonly RootSchema[]): ReadonlyMap<Schema, string> {
  const taken = new Set(collectNamedSchemas(roots, childrenOf).map(({ id }) => id));
  const names = new Map<Schema, string>();
  const open = new Set<Schema>();
  const seen = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (open.has(schema) && findNamed(schema) === undefined && !isJsonValue(schema) && !names.has(schema)) {
      let name = "Recursive";
      for (let count = 2; taken.has(name); count += 1) name = `Recursive${count}`;
      taken.add(name);
      names.set(schema, name);
    }
    if (seen.has(schema)) return;
    seen.add(schema);
    if (isJsonValue(schema)) return;
    open.add(schema);
    for (const child of childrenOf(schema)) visit(child.schema);
    open.delete(schema);
  };
  for (const root of roots) visit(root.schema);
  return names;
}

/** The named schemas that the roots of a view reach. */
export function pickReached(
  names: ReadonlyMap<Schema, string>,
  roots: readonly RootSchema[],
): readonly { readonly id: string; readonly schema: Schema }[] {
  if (names.size === 0) return [];
  const seen = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    for (const child of childrenOf(schema)) visit(child.schema);
  };
  for (const root of roots) visit(root.schema);
  return [...names].flatMap(([schema, id]) => (seen.has(schema) ? [{ schema, id }] : []));
}
