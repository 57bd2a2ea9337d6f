/** Detection of `z.json()`, which is a lazy union like any other. */

import { definitionOf, type Schema } from "./schema-node.ts";

/** Recognizes the schema returned by `z.json()`. */
export function isJsonValue(schema: Schema): boolean {
  const definition = definitionOf(schema);
  if (definition.type !== "lazy") return false;
  const target = definitionOf(definition.getter());
  const options = target.type === "union" ? target.options : [];
  const element = options.map(definitionOf).find((option) => option.type === "array")?.element;
  if (options.length !== 6 || element === undefined) return false;
  let one: Schema | undefined = schema;
  while (one !== undefined && one !== element) one = one._zod.parent; // .describe() makes a copy
  return one === element;
}
