/** Reading zod schemas: the part of zod's definition objects that the rest of this folder walks. */

import { z } from "zod";

/** Any zod schema. */
export type Schema = z.core.$ZodType;

/** One step below a schema: the path step, `""` if there is none, and the schema below it. */
export interface Child {
  readonly step: string;
  readonly schema: Schema;
}

/**
 * The definition of a schema of any kind, discriminated by `type`: zod's own union, which names
 * every kind.
 */
export type SchemaDefinition = z.core.$ZodTypes["_zod"]["def"];

/** A check of a schema of any kind, discriminated by `check`. */
export type CheckDefinition =
  | Exclude<z.core.$ZodChecks, z.core.$ZodCheckStringFormat>["_zod"]["def"]
  | z.core.$ZodStringFormatChecks["_zod"]["def"]
  | z.core.$ZodCustomDef;

/** The definition of a schema. */
export function definitionOf(schema: Schema): SchemaDefinition {
  return (schema as z.core.$ZodTypes)._zod.def; // a kind that zod does not have ends in a reader's default
}

/**
 * The checks of a schema in order; a format such as `z.email()` is a check itself, and comes first.
 */
export function checksOf(schema: Schema): readonly CheckDefinition[] {
  const { def } = schema._zod;
  const own: readonly { readonly _zod: { readonly def: object } }[] = "check" in def ? [schema] : [];
  return [...own, ...(def.checks ?? [])].map((check) => check._zod.def as CheckDefinition);
}

/** Metadata of a schema, as passed to `.meta()`. */
export function metaOf(schema: Schema): Readonly<Record<string, unknown>> {
  return z.globalRegistry.get(schema) ?? {};
}

/**
 * The schema that carries the name: the schema itself, or the one of the same type that
 * `.describe()`, `.refine()` or another check was added to.
 */
export function findNamed(schema: Schema): Schema | undefined {
  for (let one: Schema | undefined = schema; one !== undefined; one = one._zod.parent) {
    if (typeof metaOf(one).id === "string") return one;
  }
  return undefined;
}

/** True for a codec: a pipe with both directions. */
export function isCodec(definition: SchemaDefinition): definition is z.core.$ZodCodecDef {
  return definition.type === "pipe" && definition.transform !== undefined && definition.reverseTransform !== undefined;
}

/** True for `z.exactOptional()`: a property may be absent, and zod refuses `undefined`. */
export function isExactOptional(schema: Schema): boolean {
  return schema._zod.traits.has("$ZodExactOptional");
}

/** The fields of an object schema; a schema of another kind has none. */
export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  const definition = definitionOf(schema);
  return definition.type === "object" ? definition.shape : {};
}

/**
 * The schema inside a wrapper such as `.optional()` or `.default()`; `undefined` for other kinds.
 */
export function innerOf(definition: SchemaDefinition): Schema | undefined {
  return "innerType" in definition ? definition.innerType : undefined;
}

/**
 * The schemas directly below a schema; of a codec only the wire side, since its domain side never
 * crosses.
 */
export function childrenOf(schema: Schema): readonly Child[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object": {
      const fields = Object.entries(definition.shape).map(([step, field]) => ({ step, schema: field }));
      return definition.catchall ? [...fields, { step: "*", schema: definition.catchall }] : fields;
    }
    case "array":
      return below("[]", definition.element);
    case "tuple":
      return [
        ...definition.items.map((item, index) => ({ step: `[${index}]`, schema: item })),
        ...(definition.rest ? below("[]", definition.rest) : []),
      ];
    case "record":
      return [...below("*", definition.keyType), ...below("*", definition.valueType)];
    case "union":
      return definition.options.map((option) => ({ step: "", schema: option }));
    case "intersection":
      return [...below("", definition.left), ...below("", definition.right)];
    case "lazy":
      return below("", (schema as z.core.$ZodLazy)._zod.innerType); // zod keeps what the getter made
    case "pipe":
      return isCodec(definition)
        ? below("", definition.in)
        : [...below("", definition.in), ...below("", definition.out)];
    default:
      return "innerType" in definition ? below("", definition.innerType) : [];
  }
}

function below(step: string, schema: Schema): readonly Child[] {
  return [{ step, schema }];
}

/** Joins path steps as people write them: `orders[0].id`. An empty path is `(root)`. */
export function printPath(steps: readonly PropertyKey[]): string {
  let path = "";
  for (const step of steps) {
    if (typeof step === "number") path += `[${step}]`;
    else {
      const text = String(step);
      if (text !== "") path += path === "" || text.startsWith("[") ? text : `.${text}`;
    }
  }
  return path === "" ? "(root)" : path;
}

/**
 * Makes a test for a schema and all below it. Recursive schemas are visited once, and failed
 * searches are cached, so that schemas shared by many operations are walked once.
 * @param below the schemas under a schema; by default those on the wire side.
 */
export function createSchemaSearch(
  test: (schema: Schema) => boolean,
  below: (schema: Schema) => readonly Schema[] = (schema) => childrenOf(schema).map((child) => child.schema),
): (schema: Schema) => boolean {
  const without = new WeakSet<Schema>();
  const search = (schema: Schema, seen: Set<Schema>): boolean => {
    if (seen.has(schema) || without.has(schema)) return false;
    seen.add(schema);
    return test(schema) || below(schema).some((child) => search(child, seen));
  };
  return (schema) => {
    const seen = new Set<Schema>();
    if (search(schema, seen)) return true;
    for (const one of seen) without.add(one);
    return false;
  };
}
