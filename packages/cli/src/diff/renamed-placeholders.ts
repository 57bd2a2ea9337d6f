/** Placeholders of a path with another name on the same route: their values travel without it. */

import type { OperationSnapshot } from "../model/contract-snapshot.ts";
import type { ObjectShape } from "../schema/wire-shape.ts";
import { type BothSchemas, resolveShape } from "./comparison.ts";

/**
 * The names before and after, in the path's order. A name used in both versions is not a renaming:
 * the values would be swapped, or a field of the body would become one of the path.
 */
export function findRenamedPlaceholders(
  before: OperationSnapshot,
  after: OperationSnapshot,
  schemas: BothSchemas,
): ReadonlyMap<string, string> {
  const [old, now] = [fieldsOf(before, schemas.before), fieldsOf(after, schemas.after)];
  const [names, newNames] = [placeholdersOf(before), placeholdersOf(after)];
  const renamed = new Map<string, string>();
  if (old === undefined || now === undefined || shapeOf(before) !== shapeOf(after)) return renamed;
  for (const [index, name] of names.entries()) {
    const newName = newNames[index];
    if (newName === undefined || newName === name) continue;
    if (Object.hasOwn(old.fields, newName) || Object.hasOwn(now.fields, name)) return new Map();
    renamed.set(name, newName);
  }
  return renamed;
}

/**
 * Both versions with the names after. Inputs become objects, since a reference would have the old
 * name.
 */
export function renamePlaceholders(
  before: OperationSnapshot,
  after: OperationSnapshot,
  renamed: ReadonlyMap<string, string>,
  schemas: BothSchemas,
): readonly [OperationSnapshot, OperationSnapshot] {
  const [old, now] = [fieldsOf(before, schemas.before), fieldsOf(after, schemas.after)];
  if (old === undefined || now === undefined) return [before, after];
  const rename = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [renamed.get(name) ?? name, value]));
  const input = { ...old, fields: rename(old.fields) };
  const http = before.http.replaceAll(/\{([^}]*)\}/g, (_, name: string) => `{${renamed.get(name) ?? name}}`);
  return [
    { ...before, http, input, ...(before.places && { places: rename(before.places) }) },
    { ...after, input: now },
  ];
}

function fieldsOf({ input }: OperationSnapshot, schemas: BothSchemas["before"]): ObjectShape | undefined {
  const shape = input && resolveShape(input, schemas);
  return shape?.type === "object" ? shape : undefined;
}

function placeholdersOf({ http }: OperationSnapshot): readonly string[] {
  return [...http.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
}

function shapeOf({ http }: OperationSnapshot): string {
  return http.replaceAll(/\{[^}]*\}/g, "{}");
}
