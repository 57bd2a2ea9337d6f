/** The metadata of a schema as the lines of a documentation comment. */

import { definitionOf, findNamed, innerOf, metaOf, type Schema } from "@seamline/core/internal";
import { printDefault } from "@seamline/core/openapi";

/** Documents a declaration: description, deprecation, examples. */
export function describeSchema(schema: Schema): readonly string[] {
  return linesOf(metaOf(schema), undefined);
}

/**
 * Documents a property. The metadata of a named schema is printed at its declaration and is not
 * repeated.
 */
export function describeField(schema: Schema): readonly string[] {
  const meta: Record<string, unknown> = {};
  let value: string | undefined;
  for (let one: Schema | undefined = schema; one !== undefined; one = optionalityOf(one)) {
    const named = findNamed(one);
    const known = named === undefined ? {} : metaOf(named);
    for (const key of ["description", "deprecated", "examples"]) {
      const found = metaOf(one)[key];
      if (found !== known[key]) meta[key] ??= found;
    }
    value ??= printDefault(one);
    if (named !== undefined) break;
  }
  return linesOf(meta, value);
}

function linesOf(meta: Readonly<Record<string, unknown>>, value: string | undefined): readonly string[] {
  const { description, deprecated, examples } = meta;
  const lines = typeof description === "string" ? description.trim().split(/\r?\n/) : [];
  const tags = [
    ...(value === undefined ? [] : [`@default ${value}`]),
    ...(Array.isArray(examples) ? examples.flatMap(printExample) : []),
    ...printDeprecation(deprecated),
  ];
  return lines.length > 0 && tags.length > 0 ? [...lines, "", ...tags] : [...lines, ...tags];
}

/** The `@deprecated` tag, with the reason if there is one. */
export function printDeprecation(deprecated: unknown): readonly string[] {
  if (typeof deprecated === "string") return [`@deprecated ${deprecated}`];
  return deprecated === true ? ["@deprecated"] : [];
}

function printExample(example: unknown): readonly string[] {
  try {
    const text = JSON.stringify(example);
    return text === undefined ? [] : [`@example ${text}`];
  } catch {
    return []; // a bigint or a cycle
  }
}

/** The wrapped schema, for wrappers that only change a property's optionality. */
function optionalityOf(schema: Schema): Schema | undefined {
  const definition = definitionOf(schema);
  const passes = ["optional", "nullable", "default", "nonoptional", "readonly"].includes(definition.type);
  return passes ? innerOf(definition) : undefined;
}
