/**
 * The words in a schema itself: property names, the values of enums and literals, the texts of
 * refinements. Messages and paths repeat these and no others, because everything else in them would
 * come from the value.
 */

import type { z } from "zod";
import { checksOf, childrenOf, definitionOf, isCodec, type Schema, type SchemaDefinition } from "./schema-node.ts";

/** The words of a schema that messages may repeat. */
export interface SchemaWords {
  /** True for a path step that the schema names; keys of records come from the value. */
  hasStep(step: PropertyKey): boolean;
  /**
   * True for the text of a refinement that does not depend on the value. Texts made from the value,
   * or by `superRefine`, are unknown.
   */
  hasText(text: string): boolean;
}

const known = new WeakMap<Schema, SchemaWords>();

/** The words of a schema and of all below it, collected at the first use. */
export function wordsOf(schema: Schema): SchemaWords {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const steps = new Set<string>();
  const texts = new Set<string>();
  const seen = new Set<Schema>();
  const visit = (one: Schema): void => {
    if (seen.has(one)) return;
    seen.add(one);
    const definition = definitionOf(one);
    for (const step of stepsOf(definition)) steps.add(String(step));
    for (const text of textsOf(one)) texts.add(text);
    for (const child of childrenOf(one)) visit(child.schema);
    if (isCodec(definition)) visit(definition.out);
  };
  visit(schema);
  const words: SchemaWords = {
    hasStep: (step) => typeof step === "number" || steps.has(String(step)),
    hasText: (text) => texts.has(text),
  };
  known.set(schema, words);
  return words;
}

/** Property names, and the keys that a record may be limited to. */
function stepsOf(definition: SchemaDefinition): readonly unknown[] {
  switch (definition.type) {
    case "object":
      return Object.keys(definition.shape);
    case "enum":
      return Object.values(definition.entries);
    case "literal":
      return definition.values;
    default:
      return [];
  }
}

/** The texts of checks, which a format such as `z.email()` is itself, that need no value. */
function textsOf(schema: Schema): readonly string[] {
  const texts: string[] = [];
  for (const check of checksOf(schema)) {
    const error = check.error as z.core.$ZodErrorMap | undefined;
    if (error === undefined) continue;
    try {
      const found = error({ code: "custom", input: undefined, path: [] });
      const text = typeof found === "object" ? found?.message : found;
      if (typeof text === "string") texts.push(text);
    } catch {
      // the text depends on the value
    }
  }
  return texts;
}
