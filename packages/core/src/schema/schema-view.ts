/**
 * The two views of a schema with defaults. `given` is the value that a caller passes and a handler
 * returns: a field with a default may be omitted. `received` is the value that a handler or a
 * caller receives: the field is present. Without defaults the two are equal.
 *
 * The rules of optional fields repeat those of zod's types, not those of its run time, because the
 * printed types must equal the inferred ones.
 */

import type { z } from "zod";
import { childrenOf, definitionOf, isCodec, type Schema } from "./schema-node.ts";

/** The side from which a value is seen. */
export type View = "given" | "received";

/** Checks that a property with this schema may be omitted. */
export function isOptional(schema: Schema, view: View): boolean {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "optional":
      return true;
    case "default":
    case "prefault":
      return view === "given";
    case "nullable":
    case "readonly":
    case "catch":
      return isOptional(definition.innerType, view);
    case "lazy":
      return isOptional(definition.getter(), view);
    case "pipe":
      if (isCodec(definition)) return isOptional(definition.out, "received");
      return isOptional(view === "given" ? definition.in : definition.out, view);
    case "union":
      return definition.options.some((option) => isOptional(option, view));
    case "intersection":
      return [definition.left, definition.right].every((side) => isOptional(side, view));
    default:
      return false;
  }
}

/** The schemas directly below one, on the domain side: for a codec its output schema. */
export function domainChildrenOf(schema: Schema): ReturnType<typeof childrenOf> {
  const definition = definitionOf(schema);
  if (isCodec(definition)) return [{ step: "", schema: definition.out }];
  if (definition.type === "map") {
    return [definition.keyType, definition.valueType].map((one) => ({ step: "*", schema: one }));
  }
  if (definition.type === "set") return [{ step: "*", schema: definition.valueType }];
  return childrenOf(schema);
}

/**
 * Creates a test for schemas whose views differ: with a default, or a pipe from one type to
 * another.
 */
export function createTwoViewsTest(): (schema: Schema) => boolean {
  return createReach(
    (schema) => {
      const definition = definitionOf(schema);
      return definition.type === "pipe" ? changesType(definition) : ["default", "prefault"].includes(definition.type);
    },
    // The schema behind a codec is always seen as received.
    (schema) => (isCodec(definitionOf(schema)) ? [] : childrenOf(schema)),
  );
}

/** Detects pipes that may change the type; from text to longer text they do not. */
function changesType(pipe: z.core.$ZodPipeDef): boolean {
  if (isCodec(pipe)) return false;
  const from = definitionOf(pipe.in).type;
  return from !== definitionOf(pipe.out).type || !["string", "number", "boolean"].includes(from);
}

/** Creates a test for schemas that are or contain a codec. */
export function createCodecTest(): (schema: Schema) => boolean {
  return createReach((schema) => isCodec(definitionOf(schema)), childrenOf);
}

/** Caches its results, so that testing all schemas of a contract visits each schema about once. */
function createReach(test: (schema: Schema) => boolean, children: typeof childrenOf): (schema: Schema) => boolean {
  const known = new Map<Schema, boolean>();
  const search = (schema: Schema, visited: Set<Schema>): boolean => {
    const cached = known.get(schema);
    if (cached !== undefined) return cached;
    if (visited.has(schema)) return false;
    visited.add(schema);
    const found = test(schema) || children(schema).some((child) => search(child.schema, visited));
    if (found) known.set(schema, true);
    return found;
  };
  return (schema) => {
    const visited = new Set<Schema>();
    const found = search(schema, visited);
    // In a cycle an inner `false` is final only if the whole search has found nothing.
    if (!found) for (const one of visited) known.set(one, false);
    return found;
  };
}
