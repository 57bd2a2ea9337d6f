/** Schemas whose wire side may be `undefined`, which JSON has in no array, record or whole value. */

import { definitionOf, innerOf, isCodec, type Schema } from "./schema-node.ts";

/** True if `undefined` is a wire value of a schema, through whichever wrappers. */
export function admitsUndefined(schema: Schema): boolean {
  return admits(schema, new Set());
}

function admits(schema: Schema, open: Set<Schema>): boolean {
  if (open.has(schema)) return false;
  open.add(schema);
  const admitted = admitsKind(schema, open);
  open.delete(schema);
  return admitted;
}

function admitsKind(schema: Schema, open: Set<Schema>): boolean {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "undefined":
    case "void":
      return true;
    case "literal":
      return definition.values.includes(undefined);
    case "optional":
      // A default below is filled in: zod's `.optional()` passes absence on.
      return definition.innerType._zod.optin !== "defaulted" || admits(definition.innerType, open);
    case "nonoptional":
      return false;
    case "default":
      return readDefault(definition) === undefined && admits(definition.innerType, open);
    case "union":
      return definition.options.some((option) => admits(option, open));
    case "intersection":
      return admits(definition.left, open) && admits(definition.right, open);
    case "lazy":
      return admits((schema as { _zod: { innerType: Schema } } & Schema)._zod.innerType, open);
    case "pipe":
      return admits(definition.in, open) && (isCodec(definition) || admits(definition.out, open));
    default: {
      const inner = innerOf(definition);
      return inner !== undefined && admits(inner, open);
    }
  }
}

/** The default of a schema; a computed one may fail where there is no call. */
export function readDefault(definition: { readonly defaultValue: unknown }): unknown {
  try {
    return definition.defaultValue;
  } catch {
    return null;
  }
}
