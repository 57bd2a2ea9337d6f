/**
 * The generated documents, checked against the structure of OpenAPI 3.1 and JSON Schema 2020-12.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { casesFolder } from "./workspace.ts";

const types = z.enum(["null", "boolean", "object", "array", "number", "string", "integer"]);
const count = z.int().nonnegative();

/**
 * JSON Schema: every keyword that zod writes, in the form of the specification. Any other keyword
 * is an error.
 */
const schema: z.ZodType = z.lazy(() =>
  z.union([
    z.boolean(),
    z.strictObject({
      $ref: z.string().startsWith("#/components/schemas/").optional(),
      type: z.union([types, z.array(types).nonempty()]).optional(),
      enum: z.array(z.json()).nonempty().optional(),
      const: z.json().optional(),
      properties: z.record(z.string(), schema).optional(),
      required: z.array(z.string()).refine(isUnique).optional(),
      additionalProperties: schema.optional(),
      propertyNames: schema.optional(),
      items: schema.optional(),
      prefixItems: z.array(schema).nonempty().optional(),
      anyOf: z.array(schema).nonempty().optional(),
      oneOf: z.array(schema).nonempty().optional(),
      allOf: z.array(schema).nonempty().optional(),
      not: schema.optional(),
      minItems: count.optional(),
      maxItems: count.optional(),
      minLength: count.optional(),
      maxLength: count.optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      exclusiveMinimum: z.number().optional(),
      exclusiveMaximum: z.number().optional(),
      pattern: z.string().refine(isPattern).optional(),
      format: z.string().optional(),
      discriminator: z
        .strictObject({
          propertyName: z.string(),
          mapping: z.record(z.string(), z.string().startsWith("#/components/schemas/")).optional(),
        })
        .optional(),
      contentEncoding: z.string().optional(),
      default: z.json().optional(),
      examples: z.array(z.json()).optional(),
      description: z.string().optional(),
      deprecated: z.boolean().optional(),
    }),
  ]),
);

const media = z.strictObject({ schema, example: z.json().optional() });

const header = z.strictObject({ $ref: z.string().startsWith("#/components/headers/") });

const responseObject = z.strictObject({
  description: z.string(),
  headers: z.record(z.string(), header),
  content: z.record(z.string(), media).optional(),
});
const reference = z.strictObject({ $ref: z.string().startsWith("#/components/responses/") });

const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(["path", "query", "header"]),
  description: z.string().optional(),
  required: z.literal(true).optional(),
  deprecated: z.literal(true).optional(),
  schema,
  example: z.json().optional(),
});
const shared = z.strictObject({ $ref: z.string().startsWith("#/components/parameters/") });

const operation = z.strictObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string().optional(),
  description: z.string().optional(),
  deprecated: z.literal(true).optional(),
  "x-seamline-expose": z.enum(["public", "internal"]),
  parameters: z.array(z.union([shared, parameter])),
  requestBody: z
    .strictObject({
      required: z.literal(true),
      content: z.partialRecord(z.enum(["application/json", "application/x-ndjson", "application/octet-stream"]), media),
    })
    .optional(),
  responses: z.record(
    z.union([z.string().regex(/^[1-5]\d\d$/), z.literal("default")]),
    z.union([reference, responseObject]),
  ),
});

const method = z.enum(["get", "put", "post", "delete", "patch"]);
const componentName = z.string().regex(/^[a-zA-Z0-9._-]+$/);

const document = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({
    title: z.string(),
    summary: z.string().optional(),
    description: z.string().optional(),
    version: z.string().min(1),
  }),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(method, operation)),
  components: z.strictObject({
    schemas: z.record(componentName, schema),
    responses: z.record(componentName, responseObject),
    headers: z.record(componentName, z.strictObject({ description: z.string(), schema })),
    parameters: z.record(componentName, parameter),
  }),
});

const cases = readdirSync(casesFolder).filter((name) => existsSync(join(casesFolder, name, "expected/openapi.json")));

describe.each(cases)("openapi.json of %s", (name) => {
  const json: unknown = JSON.parse(readFileSync(join(casesFolder, name, "expected/openapi.json"), "utf8"));
  const parsed = document.safeParse(json);
  const paths = parsed.success ? Object.entries(parsed.data.paths) : [];
  const operations = paths.flatMap(([path, item]) =>
    Object.values(item).map((one: z.infer<typeof operation>) => ({ path, ...one })),
  );

  it("has the structure of OpenAPI 3.1", () => {
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  it("has no dangling references and no unused components", () => {
    const found = new Set(
      [...JSON.stringify(json).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(([, path]) => path),
    );
    const components = parsed.data?.components ?? {};
    const there = Object.entries(components).flatMap(([kind, all]) =>
      Object.keys(Object(all)).map((key) => `${kind}/${key}`),
    );
    expect(there.filter((path) => !found.has(path))).toEqual([]);
    expect([...found].filter((path) => !there.includes(path ?? ""))).toEqual([]);
  });

  it("has one path per shape, and exactly the parameters that its path names", () => {
    const isOwn = (one: z.infer<typeof parameter> | z.infer<typeof shared>): one is z.infer<typeof parameter> =>
      "name" in one;
    expect(isUnique(paths.map(([path]) => path.replaceAll(/\{[^}]*\}/g, "{}")))).toBe(true);
    for (const { path, operationId, parameters: all } of operations) {
      const parameters = all.filter(isOwn);
      const named = [...path.matchAll(/\{([^}]*)\}/g)].map(([, placeholder]) => placeholder);
      const given = parameters.filter((one) => one.in === "path");
      expect(given.map((one) => one.name).sort(), operationId).toEqual(named.sort());
      expect(
        given.every((one) => one.required === true),
        operationId,
      ).toBe(true);
      expect(isUnique(parameters.map((one) => `${one.in} ${one.name}`)), operationId).toBe(true);
    }
  });

  it("names every operation once", () => {
    expect(isUnique(operations.map((one) => one.operationId))).toBe(true);
  });
});

describe("the schemas of openapi.json", () => {
  const views = JSON.parse(readFileSync(join(casesFolder, "views/expected/openapi.json"), "utf8"));

  it("describe the wire form of codecs, and make fields with defaults optional in inputs only", () => {
    const { Note, NoteGiven } = views.components.schemas;
    expect(Note.properties.written).toMatchObject({ type: "string", format: "date-time" });
    expect(Note.required).toEqual(["text", "written", "pages"]);
    expect(NoteGiven.required).toEqual(["written"]);
    expect(Note.properties.pages.items).toEqual({ $ref: "#/components/schemas/Page" });
    expect(NoteGiven.properties.pages.items).toEqual({ $ref: "#/components/schemas/PageGiven" });
  });

  it("contain no computed defaults", () => {
    const { properties } = views.paths["/views/stamp"].post.requestBody.content["application/json"].schema;
    expect(properties).toEqual({
      id: { type: "string" },
      on: { type: "string" },
      kind: { default: "plain", type: "string" },
    });
  });
});

function isUnique(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
