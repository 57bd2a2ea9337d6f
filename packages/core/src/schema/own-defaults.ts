/**
 * Defaults that belong to one value. zod copies a default one level deep; what lies below would be
 * shared by all calls.
 */

import { childrenOf, definitionOf, isCodec, type Schema } from "./schema-node.ts";

const owned = new WeakSet<Schema>();

/**
 * Makes every default below a schema return a deep copy. The meaning of the schema stays: no
 * receiver was ever meant to change a default.
 */
export function ownDefaults(schema: Schema): void {
  if (owned.has(schema)) return;
  owned.add(schema);
  const definition = definitionOf(schema);
  if (definition.type === "default") {
    const original = Object.getOwnPropertyDescriptor(definition, "defaultValue");
    const read = (): unknown => (original?.get === undefined ? original?.value : original.get.call(definition));
    if (typeof read() === "object") {
      Object.defineProperty(definition, "defaultValue", { ...enumerable, get: () => structuredClone(read()) });
    }
  }
  for (const child of childrenOf(schema)) ownDefaults(child.schema);
  if (isCodec(definition)) ownDefaults(definition.out);
}

const enumerable = { enumerable: true, configurable: true } as const;
