/**
 * Codecs whose own value is lost in a wrapper: where a codec writes `null` in `.nullable()`, or
 * nothing in `.optional()` or `.default()`, the wrapper reads it, and the codec never does.
 */

import { admitsUndefined } from "./absence.ts";
import { childrenOf, definitionOf, isCodec, isExactOptional, type Schema } from "./schema-node.ts";
import { formsOf } from "./value-form.ts";

/** The fault of a wrapper that takes a wire value of a codec in it; `undefined` if it has none. */
export function findLostAbsence(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "nullable":
      if (!hasCodecOf(definition.innerType, null)) return undefined;
      return "the codec in .nullable() has a value of its own that is null on the wire, which arrives as null; leave out .nullable(), and let the codec convert null, or let it write something else";
    case "optional":
    case "default":
      if (!hasCodecOf(definition.innerType, undefined)) return undefined;
      return `the codec in ${nameOf(schema)} has a value of its own that is absent on the wire, which ${definition.type === "default" ? "the default replaces" : "arrives as undefined"}; leave out ${nameOf(schema)}, and let the codec convert undefined, or let it write something else`;
    default:
      return undefined;
  }
}

function nameOf(schema: Schema): string {
  if (definitionOf(schema).type === "default") return ".default()";
  return isExactOptional(schema) ? ".exactOptional()" : ".optional() or .partial()";
}

const containers: ReadonlySet<string> = new Set(["object", "array", "tuple", "record"]);

/** True if a codec, below wrappers and options only, makes another value of the empty one. */
function hasCodecOf(schema: Schema, empty: null | undefined, seen: Set<Schema> = new Set()): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  const definition = definitionOf(schema);
  if (containers.has(definition.type)) return false;
  if (!isCodec(definition)) return childrenOf(schema).some((child) => hasCodecOf(child.schema, empty, seen));
  const writes =
    empty === undefined
      ? admitsUndefined(definition.in)
      : formsOf(definition.in, "wire").some((form) => form.kind === "values" && form.values.includes(null));
  return writes && converts(schema, empty);
}

function converts(codec: Schema, empty: null | undefined): boolean {
  try {
    const result = codec._zod.run({ value: empty, issues: [] }, { async: false });
    return result instanceof Promise || (result.issues.length === 0 && result.value !== empty);
  } catch {
    return true; // what cannot be tested may be lost
  }
}
