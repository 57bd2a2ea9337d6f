/**
 * Intersections whose sides make of one wire value two that cannot be merged: zod reads the value by
 * both sides, and throws where what they made is neither equal nor two plain objects.
 */

import { accepts, haveNoneInCommon } from "./apart-scalars.ts";
import { isSameConversion } from "./relate-forms.ts";
import { printPath, type Schema, type SchemaDefinition } from "./schema-node.ts";
import { formsOf, type ObjectForm, type ValueForm } from "./value-form.ts";

type IntersectionDefinition = Extract<SchemaDefinition, { type: "intersection" }>;

/** The fault of an intersection that cannot be merged; `undefined` if it has none. */
export function findMergeConflict({ left, right }: IntersectionDefinition): string | undefined {
  const path = conflictOf(left, right, [], new Map());
  if (path === undefined) return undefined;
  const at = path.length === 0 ? "" : ` (at ${JSON.stringify(printPath(path))})`;
  return `the two sides of the intersection convert one value in different ways, or to instances that zod cannot merge${at}; write the codec in one of them, or one object with the fields of both`;
}

type Path = readonly string[];
type Seen = Map<Schema, Set<Schema>>;

/** The path of the first part that both sides read and at least one converts. */
function conflictOf(left: Schema, right: Schema, path: Path, seen: Seen): Path | undefined {
  const known = seen.get(left) ?? new Set<Schema>();
  if (known.has(right)) return undefined;
  seen.set(left, known.add(right));
  for (const one of formsOf(left, "wire")) {
    for (const other of formsOf(right, "wire")) {
      const found = conflictOfForms(one, other, path, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function conflictOfForms(one: ValueForm, other: ValueForm, path: Path, seen: Seen): Path | undefined {
  if (one.conversions.length + other.conversions.length > 0)
    return areApart(one, other) || areMergeable(one, other) ? undefined : path;
  for (const [step, first, second] of sharedParts(one, other)) {
    const found = conflictOf(first, second, [...path, step], seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True if no wire value has both forms. */
function areApart(one: ValueForm, other: ValueForm): boolean {
  if (one.kind === "values") return one.values.every((value) => !accepts(other.schema, value));
  if (other.kind === "values") return areApart(other, one);
  if (one.kind !== other.kind) return true;
  if (one.kind !== "scalar" || other.kind !== "scalar") return false;
  return one.type !== other.type || haveNoneInCommon(one.schema, other.schema, one.type);
}

/** One conversion makes equal values, and zod compares all but instances; plain objects are merged. */
function areMergeable(one: ValueForm, other: ValueForm): boolean {
  const made = [one, other].flatMap(({ schema }) => formsOf(schema, "domain"));
  if (made.every((form) => form.kind === "object")) return true;
  return isSameConversion(one.conversions, other.conversions) && made.every((form) => form.kind !== "opaque");
}

type Part = readonly [step: string, one: Schema, other: Schema];

function sharedParts(one: ValueForm, other: ValueForm): readonly Part[] {
  if (one.kind === "object" && other.kind === "object") {
    const keys = new Set([...one.fields.keys(), ...other.fields.keys(), "*"]);
    return [...keys].flatMap((key): readonly Part[] => {
      const [first, second] = [fieldAt(one, key), fieldAt(other, key)];
      return first === undefined || second === undefined ? [] : [[key, first, second]];
    });
  }
  if (one.kind !== "list" || other.kind !== "list") return [];
  const length = Math.max(one.items.length, other.items.length) + 1;
  return Array.from({ length }, (_, index) => index).flatMap((index): readonly Part[] => {
    const [first, second] = [one.items[index] ?? one.rest, other.items[index] ?? other.rest];
    return first === undefined || second === undefined ? [] : [[`[${index}]`, first, second]];
  });
}

function fieldAt({ fields, others }: ObjectForm, key: string): Schema | undefined {
  const field = fields.get(key);
  if (field !== undefined || typeof others === "string") return field;
  return key === "*" || others.keys === undefined || accepts(others.keys, key) ? others.values : undefined;
}
