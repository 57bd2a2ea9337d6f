/** Reading zod schemas: the part of zod's definition objects that the rest of this folder walks. */

import type { z } from "zod";

/** Any zod schema. */
export type Schema = z.core.$ZodType;

/** One step below a schema: how it is reached, and the schema there. `step` is `""` where no path step is taken. */
export interface Child {
  readonly step: string;
  readonly schema: Schema;
}

/** The fields of zod's definition objects that Seamline reads, all kinds in one shape. */
export interface SchemaDefinition {
  readonly type: string;
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string } & Record<string, unknown> };
  }[];
  readonly coerce?: boolean;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly rest?: Schema | null;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly left?: Schema;
  readonly right?: Schema;
  readonly keyType?: Schema;
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly defaultValue?: unknown;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly transform?: unknown;
  readonly reverseTransform?: unknown;
  readonly getter?: () => Schema;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly format?: string;
}

/** The definition of a schema. */
export function definitionOf(schema: Schema): SchemaDefinition {
  return schema._zod.def as unknown as SchemaDefinition;
}

/** What `.meta()` says of a schema. */
export function metaOf(schema: Schema): Readonly<Record<string, unknown>> {
  return ((schema as { meta?: () => unknown }).meta?.() as Record<string, unknown> | undefined) ?? {};
}

/** Whether a schema is a codec: a pipe that knows both directions. */
export function isCodec(definition: SchemaDefinition): boolean {
  return definition.type === "pipe" && definition.transform !== undefined && definition.reverseTransform !== undefined;
}

/**
 * The schemas directly below a schema. Of a codec only the wire side is named: what lies behind it is the domain's own
 * affair.
 */
export function childrenOf(schema: Schema): readonly Child[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object": {
      const fields = Object.entries(definition.shape ?? {}).map(([step, field]) => ({ step, schema: field }));
      return definition.catchall ? [...fields, { step: "*", schema: definition.catchall }] : fields;
    }
    case "array":
      return below("[]", definition.element);
    case "tuple":
      return [
        ...(definition.items ?? []).map((item, index) => ({ step: `[${index}]`, schema: item })),
        ...below("[]", definition.rest ?? undefined),
      ];
    case "record":
      return [...below("*", definition.keyType), ...below("*", definition.valueType)];
    case "union":
      return (definition.options ?? []).map((option) => ({ step: "", schema: option }));
    case "intersection":
      return [...below("", definition.left), ...below("", definition.right)];
    case "lazy":
      return below("", (schema._zod as { innerType?: Schema }).innerType); // zod keeps what the getter made
    case "pipe":
      return isCodec(definition)
        ? below("", definition.in)
        : [...below("", definition.in), ...below("", definition.out)];
    default:
      return below("", definition.innerType);
  }
}

function below(step: string, schema: Schema | undefined): readonly Child[] {
  return schema === undefined ? [] : [{ step, schema }];
}

/** Joins path steps as a person writes them: `orders[0].id`. An empty path is `(root)`. */
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
 * Makes a test for a schema and all below it. Recursive schemas are visited once, and what was found not to hold is remembered, so
 * that schemas shared by many operations are walked once.
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
