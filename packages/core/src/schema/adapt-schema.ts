/**
 * Schemas adapted to the call path, their meaning unchanged: defaults belong to one value and are
 * read as any other value of their schema, JSON is read by one copy, and functions that return a
 * promise are stopped.
 *
 * zod copies a default one level deep, so that what lies below would be shared by all calls; it
 * returns a default unread, so that one which its own schema would refuse, or change, differs from
 * the one read from the wire; and `z.encode` refuses `undefined` for a field with a default.
 */

import type { z } from "zod";
import { isJson, readJson } from "./json-schema-node.ts";
import { guardPromises } from "./promise-guard.ts";
import { replaceParse } from "./replace-parse.ts";
import { childrenOf, definitionOf, isCodec, isExactOptional, type Schema } from "./schema-node.ts";

/**
 * The context of a parse that reads defaults; a parse without it is zod's own. Its issues have the
 * value that they are about, which may be a default.
 */
export const readingDefaults: z.core.ParseContext<z.core.$ZodIssue> & { readonly seamlineReadsDefaults: true } = {
  seamlineReadsDefaults: true,
  reportInput: true,
};

const adapted = new WeakSet<Schema>();

/**
 * Makes every default below a schema return a deep copy, and be read by its schema where a parse
 * has {@link readingDefaults} as its context. No receiver was ever meant to change a default.
 */
export function adaptSchema(schema: Schema): void {
  if (adapted.has(schema)) return;
  adapted.add(schema);
  if (isJson(schema)) {
    readJson(schema);
    return;
  }
  const definition = definitionOf(schema);
  if (definition.type === "default") {
    copyDefault(definition);
    readDefault(schema, definition);
  }
  if (isExactOptional(schema)) acceptAbsence(schema);
  guardPromises(schema);
  for (const child of childrenOf(schema)) adaptSchema(child.schema);
  if (isCodec(definition)) adaptSchema(definition.out);
  // zod calls a single option by the function that it had when the union was made.
  if (definition.type === "union" && definition.options.length === 1) {
    const [option] = definition.options;
    if (option !== undefined) replaceParse(schema, () => (payload, context) => option._zod.run(payload, context));
  }
}

/**
 * Lets `undefined` pass where defaults are read, which is where a domain value becomes a wire value:
 * JSON cannot carry it, so the property is dropped afterwards, as those of other optional fields.
 */
function acceptAbsence(schema: Schema): void {
  replaceParse(schema, (parse) => (payload, context) => {
    return payload.value === undefined && "seamlineReadsDefaults" in context ? payload : parse(payload, context);
  });
}

function copyDefault(definition: z.core.$ZodDefaultDef): void {
  const original = Object.getOwnPropertyDescriptor(definition, "defaultValue");
  const read = (): unknown => (original?.get === undefined ? original?.value : original.get.call(definition));
  if (typeof read() !== "object") return;
  Object.defineProperty(definition, "defaultValue", {
    enumerable: true,
    configurable: true,
    get: () => copyOf(read()),
  });
}

/** A deep copy. An instance of a class is its author's, and stays what it is. */
function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
  return builtIns.has(prototype) ? structuredClone(value) : value;
}

const builtIns: ReadonlySet<unknown> = new Set(
  [Date, Uint8Array, ArrayBuffer, Map, Set, RegExp].map((one) => one.prototype),
);

function readDefault(schema: Schema, definition: z.core.$ZodDefaultDef): void {
  replaceParse(schema, (parse) => (payload, context) => {
    if (payload.value !== undefined || !("seamlineReadsDefaults" in context)) return parse(payload, context);
    payload.value = definition.defaultValue;
    return definition.innerType._zod.run(payload, context);
  });
}
