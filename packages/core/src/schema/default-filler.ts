/**
 * Filling in defaults on the domain side. `z.encode` refuses `undefined` for a field with a
 * default, so a schema with both codecs and defaults gets its defaults before it is encoded;
 * without codecs a plain parse applies them.
 */

import { fieldsOf } from "../platform/unknown-value.ts";
import { childrenOf, createSchemaSearch, definitionOf, isCodec, type Schema } from "./schema-node.ts";

/** Returns the value with defaults filled in; fields that were set are kept by reference. */
export type FillDefaults = (value: unknown) => unknown;

/** The schemas below a schema on the domain side: of a codec, its output. */
function domainChildrenOf(schema: Schema): readonly Schema[] {
  const definition = definitionOf(schema);
  if (isCodec(definition)) return [definition.out];
  return childrenOf(schema).map((child) => child.schema);
}

const hasDefault = createSchemaSearch((schema) => definitionOf(schema).type === "default", domainChildrenOf);

/** Compiles a filler; `undefined` if the schema has no defaults. */
export function compileDefaultFiller(
  schema: Schema,
  open: Map<Schema, { fill?: FillDefaults }> = new Map(),
): FillDefaults | undefined {
  const known = open.get(schema);
  if (known !== undefined) return (value) => (known.fill === undefined ? value : known.fill(value));
  if (!hasDefault(schema)) return undefined;
  const entry: { fill?: FillDefaults } = {};
  open.set(schema, entry);
  const fill = build(schema, open);
  if (fill !== undefined) entry.fill = fill;
  open.delete(schema);
  return fill;
}

function build(schema: Schema, open: Map<Schema, { fill?: FillDefaults }>): FillDefaults | undefined {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "default": {
      const fill = compileDefaultFiller(definition.innerType, open);
      return (value) => {
        const present = value === undefined ? definition.defaultValue : value;
        return fill === undefined ? present : fill(present);
      };
    }
    case "object": {
      const fields = Object.entries(definition.shape).flatMap(([key, field]) => {
        const fill = compileDefaultFiller(field, open);
        return fill === undefined ? [] : [{ key, fill }];
      });
      return (value) => {
        if (typeof value !== "object" || value === null) return value;
        const given = fieldsOf(value);
        const copy: Record<string, unknown> = {};
        for (const key of Object.keys(definition.shape)) copy[key] = given[key];
        for (const { key, fill } of fields) copy[key] = fill(copy[key]);
        if (definition.catchall !== undefined) keepOthers(given, copy);
        return copy;
      };
    }
    case "array": {
      const fill = compileDefaultFiller(definition.element, open);
      return fill && ((value) => (Array.isArray(value) ? value.map(fill) : value));
    }
    case "record": {
      const fill = compileDefaultFiller(definition.valueType, open);
      return (
        fill &&
        ((value) =>
          typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item)]))
            : value)
      );
    }
    case "tuple": {
      const fills = definition.items.map((item) => compileDefaultFiller(item, open));
      return (value) => (Array.isArray(value) ? value.map((item, index) => fills[index]?.(item) ?? item) : value);
    }
    case "union":
      return fillUnion(definition.options, open);
    case "intersection":
      return fillIntersection(schema, open);
    default: {
      const [child] = domainChildrenOf(schema);
      const fill = child && compileDefaultFiller(child, open);
      return fill && ((value) => (value === undefined || value === null ? value : fill(value)));
    }
  }
}

/** A strict object refuses other keys and a catchall checks them, so both need them in the copy. */
function keepOthers(value: Readonly<Record<string, unknown>>, copy: Record<string, unknown>): void {
  for (const [key, item] of Object.entries(value))
    if (key !== "__proto__" && !Object.hasOwn(copy, key)) copy[key] = item;
}

/** Each side fills in and reads only its own fields; the results are merged. */
function fillIntersection(schema: Schema, open: Map<Schema, { fill?: FillDefaults }>): FillDefaults {
  const sides = domainChildrenOf(schema).map((side) => compileDefaultFiller(side, open) ?? readerOf(side));
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    const whole: Record<string, unknown> = {};
    for (const side of sides) {
      for (const [key, item] of Object.entries(fieldsOf(side(value))))
        if (item !== undefined && key !== "__proto__") whole[key] = item;
    }
    return whole;
  };
}

function readerOf(schema: Schema): FillDefaults {
  const definition = definitionOf(schema);
  if (definition.type !== "object" || definition.catchall !== undefined) return (value) => value;
  const names = Object.keys(definition.shape);
  return (value) => {
    const fields = fieldsOf(value);
    return Object.fromEntries(names.map((name) => [name, fields[name]]));
  };
}

/**
 * Uses the first option that can encode the filled value; the encoding itself chooses the same one.
 */
function fillUnion(schemas: readonly Schema[], open: Map<Schema, { fill?: FillDefaults }>): FillDefaults {
  const options = schemas.map((option) => ({
    option,
    fill: compileDefaultFiller(option, open),
  }));
  return (value) => {
    for (const { option, fill } of options) {
      const filled = fill === undefined ? value : fill(value);
      const result = option._zod.run({ value: filled, issues: [] }, { async: false, direction: "backward" });
      if (!(result instanceof Promise) && result.issues.length === 0) return filled;
    }
    return value;
  };
}
