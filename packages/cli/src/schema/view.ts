/**
 * The two views of a schema with defaults. `given` is what a caller passes and a handler returns: a field with a default may be
 * left out. `received` is what a handler gets and a caller sees: it is there. Without defaults the two are the same.
 *
 * The rules of optional fields repeat those of zod's types, not those of its run time, because the printed types must equal the
 * inferred ones.
 */

import { childrenOf, definitionOf, isCodec, type Schema } from "@seamline/core/internal";
import type { z } from "zod";

/** From which side a value is seen. */
export type View = "given" | "received";

/** Whether a property with this schema may be left out. */
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

/** The schemas directly below one, on the domain side: of a codec, what code works with. */
export function domainChildrenOf(schema: Schema): ReturnType<typeof childrenOf> {
  const definition = definitionOf(schema);
  if (isCodec(definition)) return [{ step: "", schema: definition.out }];
  if (definition.type === "map") {
    return [definition.keyType, definition.valueType].map((one) => ({ step: "*", schema: one }));
  }
  if (definition.type === "set") return [{ step: "*", schema: definition.valueType }];
  return childrenOf(schema);
}

/** Whether a schema looks different from its two sides: it has a default, or a pipe from one schema to another. */
export function createTwoViewsTest(): (schema: Schema) => boolean {
  return createReach(
    (schema) => {
      const definition = definitionOf(schema);
      return definition.type === "pipe" ? changesType(definition) : ["default", "prefault"].includes(definition.type);
    },
    // What lies behind a codec is always seen complete.
    (schema) => (isCodec(definitionOf(schema)) ? [] : childrenOf(schema)),
  );
}

/** Whether a pipe may lead from one type to another: from text to longer text it does not. */
function changesType(pipe: z.core.$ZodPipeDef): boolean {
  if (isCodec(pipe)) return false;
  const from = definitionOf(pipe.in).type;
  return from !== definitionOf(pipe.out).type || !["string", "number", "boolean"].includes(from);
}

/** Whether a schema, or any below it, is a codec. */
export function createCodecTest(): (schema: Schema) => boolean {
  return createReach((schema) => isCodec(definitionOf(schema)), childrenOf);
}

/** Remembers what it has found, so that asking for every schema of a contract visits each schema about once. */
function createReach(test: (schema: Schema) => boolean, children: typeof childrenOf): (schema: Schema) => boolean {
  const known = new Map<Schema, boolean>();
  const search = (schema: Schema, visited: Set<Schema>): boolean => {
    const answer = known.get(schema);
    if (answer !== undefined) return answer;
    if (visited.has(schema)) return false;
    visited.add(schema);
    const found = test(schema) || children(schema).some((child) => search(child.schema, visited));
    if (found) known.set(schema, true);
    return found;
  };
  return (schema) => {
    const visited = new Set<Schema>();
    const found = search(schema, visited);
    // In a cycle an inner "no" holds for certain only once the whole search has found nothing.
    if (!found) for (const one of visited) known.set(one, false);
    return found;
  };
}
