/** Objects as their parts, so that `allOf` of several objects is one object. */

import { isRecord } from "@seamline/core/internal";
import type { Documents, Place } from "./documents.ts";
import {
  has,
  impliedKinds,
  isNullable,
  membersAt,
  placeAt,
  restricts,
  type SchemaObject,
  schemasAt,
  typesOf,
  valuesOf,
} from "./schema-reader.ts";

/** The rule of one part for the properties that it does not name. */
export interface RestRule {
  readonly names: ReadonlySet<string>;
  /** `false`: refused. `undefined`: any value, which a contract drops. */
  readonly rest: Place | false | undefined;
}

/** An object. */
export interface ObjectParts {
  /** The schemas of each property, of which a value must fit all. */
  readonly fields: Map<string, Place[]>;
  readonly required: Set<string>;
  readonly rules: RestRule[];
  /** The places that have been read: one that several parts share is read once. */
  readonly read: Set<string>;
}

const other: readonly string[] = [
  ...["anyOf", "oneOf", "not", "if", "then", "else", "patternProperties", "propertyNames"],
  ...["minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "$dynamicRef", "$recursiveRef"],
];

/**
 * Reads a schema as one object: its properties, and those of the objects in its `allOf`.
 * `undefined` if it is anything else, or more than that.
 */
export function readObject(
  place: Place,
  documents: Documents,
  parts: ObjectParts = { fields: new Map(), required: new Set(), rules: [], read: new Set() },
  open: ReadonlySet<string> = new Set(),
): ObjectParts | undefined {
  const target = documents.follow(place);
  const schema = target.value;
  if (!isRecord(schema) || open.has(target.pointer)) return undefined;
  const types = typesOf(schema);
  if (isNullable(schema) || valuesOf(schema) !== undefined || other.some((keyword) => has(schema, keyword)))
    return undefined;
  if (types !== undefined && (types.length !== 1 || types[0] !== "object")) return undefined;
  if (types === undefined && impliedKinds(schema).some((kind) => kind !== "object")) return undefined;
  if (parts.read.has(target.pointer)) return parts;
  const within = new Set([...open, target.pointer]);
  for (const part of schemasAt(target, "allOf")) {
    if (restricts(part.value) && readObject(part, documents, parts, within) === undefined) return undefined;
  }
  addOwn(target, schema, parts);
  if (schema.unevaluatedProperties === false) {
    const own = readObject(withoutClosing(target), documents);
    if (own !== undefined) closeParts(own, parts);
  }
  parts.read.add(target.pointer);
  return parts;
}

/**
 * Adds `unevaluatedProperties: false`, which refuses what neither its schema nor the `allOf` of that
 * names. A rule for all other properties, even one that takes any, leaves nothing unevaluated.
 * @param own the parts of the schema that has the keyword.
 */
export function closeParts(own: ObjectParts, parts: ObjectParts = own): void {
  if (own.rules.some(({ rest }) => rest !== undefined)) return;
  parts.rules.push({ names: new Set(own.fields.keys()), rest: false });
}

/** A schema without `unevaluatedProperties`. */
export function withoutClosing({ value: schema, pointer }: Place): Place {
  return { value: isRecord(schema) ? { ...schema, unevaluatedProperties: undefined } : schema, pointer };
}

function addOwn(place: Place, schema: SchemaObject, parts: ObjectParts): void {
  const members = membersAt(place, "properties");
  for (const [name, field] of members) {
    const known = parts.fields.get(name);
    if (known === undefined) parts.fields.set(name, [field]);
    else if (!known.some(({ pointer }) => pointer === field.pointer)) known.push(field);
  }
  if (Array.isArray(schema.required)) {
    for (const name of schema.required) if (typeof name === "string") parts.required.add(name);
  }
  const rest = has(schema, "additionalProperties") ? placeAt(place, "additionalProperties") : undefined;
  if (rest === undefined && members.length === 0) return; // it only adds to another part
  parts.rules.push({
    names: new Set(members.map(([name]) => name)),
    rest: rest?.value === false ? false : rest,
  });
}

/** True if a schema is an object and has the keywords of nothing else. */
export function isObjectSchema(place: Place, documents: Documents): boolean {
  return readObject(place, documents) !== undefined;
}
