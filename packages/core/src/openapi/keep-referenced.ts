/** The components of a document that something refers to. */

import { fieldsOf } from "../platform/unknown-value.ts";
import type { JsonObject } from "./convert-schemas.ts";

/**
 * Keeps the components that the roots refer to, directly or through others; schemas sorted by name.
 * @param all by kind and name, as in a document.
 */
export function keepReferenced(
  roots: JsonObject,
  all: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const kept = new Set<string>();
  const find = (ref: string): unknown => {
    const [, kind = "", name = ""] = /^#\/components\/([^/]+)\/(.+)$/.exec(ref) ?? [];
    return all[kind]?.[name];
  };
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { $ref } = fieldsOf(value);
    if (typeof $ref === "string" && !kept.has($ref)) {
      const component = find($ref);
      if (component !== undefined) {
        kept.add($ref);
        visit(component);
      }
    }
    for (const below of Object.values(value)) visit(below);
  };
  visit(roots);
  const pick = (kind: string, components: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(components)
        .filter(([name]) => kept.has(`#/components/${kind}/${name}`))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  return Object.fromEntries(Object.entries(all).map(([kind, components]) => [kind, pick(kind, components)]));
}
