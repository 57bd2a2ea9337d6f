/**
 * The schemas of `openapi.json`. All are converted in two runs of zod's converter, one for each
 * view, so that a contract of a thousand operations costs one walk over its schemas instead of one
 * per operation. Codecs appear as their wire side.
 */

import { z } from "zod";
import { printDefault } from "../schema/default-value.ts";
import { isJsonValue } from "../schema/json-value.ts";
import { collectNamedSchemas, type RootSchema } from "../schema/named-schemas.ts";
import { checksOf, childrenOf, definitionOf, findNamed, metaOf, type Schema } from "../schema/schema-node.ts";
import { createTwoViewsTest, isOptional, type View } from "../schema/schema-view.ts";
import { nameRecursive, pickReached } from "./recursive-names.ts";

/** A JSON Schema, or any other JSON object of the document. */
export type JsonObject = Record<string, unknown>;

/** A schema to convert, and the view of it. */
export interface SchemaRequest extends RootSchema {
  readonly view: View;
}

/** The converted schemas. */
export interface OpenapiSchemas {
  /** One per request, in order. */
  readonly roots: readonly JsonObject[];
  /** The named schemas, by their name in the document. */
  readonly components: ReadonlyMap<string, JsonObject>;
}

/** The reference to a component. */
export function refTo(component: string): string {
  return `#/components/schemas/${component}`;
}

/**
 * Converts all schemas of a service.
 * @param rename chooses the names of components; they differ from all others that it returns.
 */
export function convertSchemas(
  requests: readonly SchemaRequest[],
  rename: (component: string) => string = (component) => component,
): OpenapiSchemas {
  const hasTwoViews = createTwoViewsTest();
  const roots: JsonObject[] = [];
  const components = new Map<string, JsonObject>();
  const recursive = nameRecursive(requests);
  for (const view of ["received", "given"] as const) {
    const registry = z.registry<{ id: string }>();
    const inView = requests.flatMap((request, index) => (request.view === view ? [{ ...request, index }] : []));
    const nameOf = new Map<string, string>();
    for (const { id, schema } of [...collectNamedSchemas(inView, childrenOf), ...pickReached(recursive, inView)]) {
      registry.add(schema, { id });
      nameOf.set(id, rename(view === "given" && hasTwoViews(schema) ? `${id}Given` : id));
    }
    for (const schema of collectJsonValues(inView)) registry.add(schema, { id: "JsonValue" });
    // A root may be part of another root. Only a separate schema keeps it from being replaced by a
    // reference there.
    for (const { schema, index } of inView)
      registry.add(
        z.lazy(() => schema),
        { id: rootId(index) },
      );
    const { schemas } = z.toJSONSchema(registry, {
      io: "input",
      unrepresentable: "any",
      uri: (id) => refTo(nameOf.get(id) ?? id),
      override: ({ zodSchema, jsonSchema }) => tidy(zodSchema, jsonSchema, view),
    });
    for (const { index } of inView) roots[index] = clean(schemas[rootId(index)]);
    for (const [id, name] of nameOf) components.set(name, clean(schemas[id]));
    if (schemas.JsonValue !== undefined) components.set("JsonValue", clean(schemas.JsonValue));
  }
  for (const one of [...roots, ...components.values()]) mapDiscriminators(one);
  return { roots, components };
}

function rootId(index: number): string {
  return `root ${index}`;
}

function clean(schema: object | undefined): JsonObject {
  const { $schema, $id, ...rest }: JsonObject = Object(schema ?? {});
  return rest;
}

function collectJsonValues(roots: readonly RootSchema[]): ReadonlySet<Schema> {
  const seen = new Set<Schema>();
  const found = new Set<Schema>();
  const visit = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    // A copy with a description refers to its original.
    if (isJsonValue(schema) && schema._zod.parent === undefined) found.add(schema);
    for (const child of childrenOf(schema)) visit(child.schema);
  };
  for (const root of roots) visit(root.schema);
  return found;
}

/**
 * Removes or corrects what zod's converter adds to the contract or describes differently from the
 * wire form.
 */
function tidy(schema: Schema, json: JsonObject, view: View): void {
  const definition = definitionOf(schema);
  delete json.tsType;
  // `readOnly` in OpenAPI means "never in a request"; an immutable type does not mean that.
  if (definition.type === "readonly") delete json.readOnly;
  if (definition.type === "default" && printDefault(schema) === undefined) delete json.default;
  addExamples(schema, json);
  if (json.type === "integer" || isInteger(schema)) tidyInteger(json);
  if (typeof json.$ref === "string") {
    for (const keyword of structure) delete json[keyword];
    // The only kind that a check narrows: `Num.int()` no longer accepts any number.
    const isNarrowed = isInteger(schema) ? !isInteger(findNamed(schema)) : json.type === "integer";
    if (isNarrowed) json.type = "integer";
    else delete json.type;
    if (!isNarrowed && definition.type === "number") delete json.format;
    return;
  }
  if (definition.type === "record") tidyRecord(definition, json);
  if (definition.type === "union" && "discriminator" in definition) {
    // Kept until all names are known: the values of each option, which become a mapping.
    json.discriminator = {
      propertyName: definition.discriminator,
      values: definition.options.map((option) => [
        ...(option._zod.propValues?.[String(definition.discriminator)] ?? []),
      ]),
    };
  }
  if (definition.type === "object" && view === "received") {
    const required = Object.entries(definition.shape).flatMap(([key, field]) => (isOptionalOnWire(field) ? [] : [key]));
    if (required.length > 0) json.required = required;
    else delete json.required;
  }
}

/**
 * Writes examples, which authors give as their code sees them, in their wire form; zod leaves out
 * those of codecs. What the schema refuses is no example of it.
 */
function addExamples(schema: Schema, json: JsonObject): void {
  const { examples: own } = metaOf(schema);
  if (!Array.isArray(own)) return; // wrappers have those of the schema inside
  const named = typeof json.$ref === "string" ? findNamed(schema) : undefined;
  // A copy has the examples of its original, which stand there.
  const given = named !== undefined && metaOf(named).examples === own ? [] : own;
  const examples = given.flatMap((example) => [encodeExample(schema, example)].filter((one) => one !== undefined));
  if (examples.length > 0) json.examples = examples;
  else delete json.examples;
}

function encodeExample(schema: Schema, example: unknown): unknown {
  for (const read of [z.safeEncode, z.safeParse]) {
    try {
      const result = read(schema, example);
      // A text that a codec reads is its own wire form.
      if (result.success) return JSON.parse(JSON.stringify(read === z.safeEncode ? result.data : example));
    } catch {
      // One-way transforms cannot encode, and rules may throw.
    }
  }
  return undefined;
}

/**
 * Removes the bounds that all JSON integers have, and adds a format, by which clients in other
 * languages choose a type.
 */
function tidyInteger(json: JsonObject): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = json;
  const least = Math.max(...[minimum, exclusiveMinimum].filter((bound) => typeof bound === "number"));
  const most = Math.min(...[maximum, exclusiveMaximum].filter((bound) => typeof bound === "number"));
  json.format = least >= -(2 ** 31) && most < 2 ** 31 ? "int32" : "int64";
  if (minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}

/** Turns a record with listed keys into an object with these properties. */
function tidyRecord({ keyType }: z.core.$ZodRecordDef, json: JsonObject): void {
  const names = [...(keyType._zod.values ?? [])];
  if (names.length === 0 || !names.every((name) => typeof name === "string")) return;
  const { additionalProperties } = json;
  json.properties = Object.fromEntries(names.map((name) => [name, additionalProperties]));
  json.additionalProperties = false;
  delete json.propertyNames;
}

/** Detects number schemas for integers only. */
function isInteger(schema: Schema | undefined): boolean {
  if (schema === undefined || definitionOf(schema).type !== "number") return false;
  return checksOf(schema).some((check) => "format" in check && /int/.test(String(check.format)));
}

/**
 * Writes discriminators as in OpenAPI: a mapping if all options are named, otherwise none, as only
 * references can be selected.
 */
function mapDiscriminators(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const object: JsonObject = Object(node);
  const { discriminator, oneOf, anyOf } = object;
  const { propertyName, values }: { propertyName?: string; values?: readonly unknown[][] } = Object(discriminator);
  const options = (oneOf ?? anyOf) as readonly JsonObject[] | undefined;
  if (propertyName !== undefined && values !== undefined && options !== undefined) {
    const mapping = values.flatMap((own, index) => {
      const $ref = options[index]?.$ref;
      return typeof $ref === "string" ? own.map((value) => [String(value), $ref] as const) : [];
    });
    if (options.every(({ $ref }) => typeof $ref === "string")) {
      object.discriminator = { propertyName, mapping: Object.fromEntries(mapping) };
    } else delete object.discriminator;
  }
  for (const below of Object.values(node)) mapDiscriminators(below);
}

/** Keywords that a description or a check added to a named schema does not change. */
const structure: readonly string[] = [
  ...["enum", "const", "properties", "required", "additionalProperties", "propertyNames"],
  ...["items", "prefixItems", "anyOf", "oneOf", "allOf"],
];

/**
 * Detects properties that may be missing in the output: defaults are filled in, and for a codec the
 * wire side decides.
 */
function isOptionalOnWire(schema: Schema): boolean {
  const definition = definitionOf(schema);
  if (definition.type === "pipe") return isOptionalOnWire(definition.in);
  return isOptional(schema, "received");
}
