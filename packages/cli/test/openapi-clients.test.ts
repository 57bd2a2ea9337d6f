/** Types that client generators derive from `openapi.json`: they need no casts. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bytes, type ContractDefinition, defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { buildServiceModel } from "../src/model/build-model.ts";
import { printOpenapi } from "../src/print/print-openapi.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is read where the test knows its shape
type Document = any;

function documentOf(operations: ContractDefinition["operations"]): Document {
  const contract = defineContract("svc", { operations });
  return JSON.parse(
    printOpenapi(buildServiceModel({ client: {} as never, contract, exportName: "c" }, "../contract.ts")),
  );
}

/** The schema of an output. */
function outputOf(output: z.core.$ZodType): Document {
  return documentOf({ a: { output } }).paths["/svc/a"].post.responses[200].content["application/json"].schema;
}

const Num = z.number().meta({ id: "Num" });
const Count = z.int().meta({ id: "Count" });
const Cat = z.object({ kind: z.literal("cat") }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.enum(["dog", "puppy"]) }).meta({ id: "Dog" });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe("openapi.json", () => {
  it("gives bytes a schema, in and out", () => {
    const item = documentOf({ up: { http: "POST /up", input: bytes(), output: bytes() } }).paths["/up"].post;
    const content = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
    expect(item.requestBody.content).toEqual(content);
    expect(item.responses[200].content).toEqual(content);
  });

  it.each([
    [z.int(), { type: "integer", format: "int64" }],
    [z.number().int().min(0).max(10), { type: "integer", minimum: 0, maximum: 10, format: "int32" }],
    [z.int32(), { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1, format: "int32" }],
    [z.uint32(), { type: "integer", minimum: 0, maximum: 2 ** 32 - 1, format: "int64" }],
    [z.int().positive(), { type: "integer", exclusiveMinimum: 0, format: "int64" }],
    [z.number(), { type: "number" }],
    [Num.int(), { ...ref("Num"), type: "integer", format: "int64" }],
    [
      Num.int().min(3).describe("few"),
      { ...ref("Num"), type: "integer", minimum: 3, format: "int64", description: "few" },
    ],
    [Num.min(3), { ...ref("Num"), minimum: 3 }],
    [Count.min(3), { ...ref("Count"), minimum: 3 }],
    [Num.int().nullable(), { anyOf: [{ ...ref("Num"), type: "integer", format: "int64" }, { type: "null" }] }],
    [Count.nullable(), { anyOf: [ref("Count"), { type: "null" }] }],
  ])("keeps the type of integers: case %#", (schema, expected) => {
    expect(outputOf(schema)).toEqual(expected);
  });

  it.each([
    [z.record(z.enum(["x", "y"]), z.string()), ["x", "y"]],
    [z.record(z.literal(["x", "y"]), z.string()), ["x", "y"]],
    [z.partialRecord(z.enum(["x", "y"]), z.string()), undefined],
    [z.record(z.literal("x"), z.string()), ["x"]],
  ])("lists the properties of a record with known keys: case %#", (schema, required) => {
    const { properties, additionalProperties, ...rest } = outputOf(schema);
    expect(Object.values(properties)).toEqual(Object.keys(properties).map(() => ({ type: "string" })));
    expect(Object.keys(properties)).toContain("x");
    expect({ additionalProperties, ...rest }).toEqual({
      type: "object",
      additionalProperties: false,
      ...(required && { required }),
    });
  });

  it("keeps records with any keys", () => {
    expect(outputOf(z.record(z.string(), z.string()))).toEqual({
      type: "object",
      propertyNames: { type: "string" },
      additionalProperties: { type: "string" },
    });
  });

  const animals = { cat: ref("Cat").$ref, dog: ref("Dog").$ref, puppy: ref("Dog").$ref };
  it.each([
    [z.discriminatedUnion("kind", [Cat, Dog]), { propertyName: "kind", mapping: animals }],
    [z.discriminatedUnion("kind", [Cat, z.object({ kind: z.literal("cow") })]), undefined],
    [z.discriminatedUnion("kind", [Cat.describe("one of them"), Dog]), { propertyName: "kind", mapping: animals }],
  ])("has the discriminator of a union: case %#", (schema, discriminator) => {
    expect(outputOf(schema).discriminator).toEqual(discriminator);
    expect(outputOf(z.array(schema)).items.discriminator).toEqual(discriminator);
  });

  it("describes the issues of a request that does not match the contract", () => {
    const { paths, components } = documentOf({ a: { http: "GET /a" } });
    expect(paths["/a"].get.responses[400]).toEqual({ $ref: "#/components/responses/InvalidRequest" });
    const { schema } = components.responses.InvalidRequest.content["application/problem+json"];
    const types = Object.entries(components.schemas).map(([name, one]) => `type ${nameOf(name)} = ${printType(one)};`);
    const use = `export const f = (e: ${printType(schema)}) => e.details?.issues.map(({ path, code }) => path + code);`;
    expect(compile([...types, use].join("\n"))).toBe("");
  });

  it("keeps the issues of a request beside declared errors with their status", () => {
    const errors = { odd: { code: "invalid_argument", details: z.object({ id: z.int() }) } } as const;
    const { paths, components } = documentOf({ a: { http: "GET /a", errors } });
    const { schema } = paths["/a"].get.responses[400].content["application/problem+json"];
    const types = Object.entries(components.schemas).map(([name, one]) => `type ${nameOf(name)} = ${printType(one)};`);
    const use = `export const f = (e: ${printType(schema)}): number | string | undefined =>
      e.reason === "odd" ? e.details.id : e.details?.issues[0]?.path;`;
    expect(compile([...types, use].join("\n"))).toBe("");
  });

  it("describes strict queries, and the text of lists", () => {
    const shape = { ids: z.array(z.int()).describe("Which ones."), tags: z.array(z.string()), note: z.string() };
    const location = { in: { header: ["tags", "note"] } };
    const strict = documentOf({ a: { http: "GET /a", input: z.strictObject(shape), ...location } }).paths["/a"].get;
    expect(strict.description).toBe("Query parameters other than `ids` are refused.");
    expect(strict.parameters.slice(0, 3).map(({ description }: Document) => description)).toEqual([
      "Which ones.\n\nAn empty list is the key without a value: `?ids`.",
      "Elements are joined by commas; an empty list is `[]`. `%`, `,`, `[`, `]` and characters other than printable ASCII are percent-encoded.",
      "`%` and characters other than printable ASCII are percent-encoded.",
    ]);
    const plain = documentOf({ a: { http: "GET /a", input: z.object(shape) } }).paths["/a"].get;
    expect(plain.description).toBeUndefined();
    const inBody = documentOf({ a: { http: "PUT /a/{note}", input: z.strictObject(shape) } }).paths["/a/{note}"].put;
    expect(inBody.requestBody.content["application/json"].schema.additionalProperties).toBe(false);
    expect(inBody.description).toBe("Query parameters are refused.");
  });

  it("declares errors that are discriminated by their reason", () => {
    const { paths, components } = documentOf({
      a: {
        http: "GET /a",
        errors: {
          gone: { code: "not_found", details: z.object({ id: z.int() }) },
          moved: { code: "not_found", details: z.object({ to: z.string() }) },
          sealed: { code: "not_found" },
        },
      },
    });
    const declared = paths["/a"].get.responses[404].content["application/problem+json"].schema;
    const types = Object.entries(components.schemas).map(
      ([name, schema]) => `type ${nameOf(name)} = ${printType(schema)};`,
    );
    const use = `export function f(e: ${printType(declared)}): number | string | undefined {
      if (e.reason === "gone") return e.details.id;
      if (e.reason === "moved") return e.details.to;
      if (e.reason === "sealed") return e.code;
      return e.reason satisfies undefined;
    }`;
    expect(compile([...types, use].join("\n"))).toBe("");
  });
});

const nameOf = (reference: string): string => (reference.split("/").at(-1) ?? "").replaceAll(/\W/g, "_");

/** JSON Schema as generators print it. */
function printType(schema: Document): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.allOf !== undefined) return schema.allOf.map(printType).join(" & ");
  if (schema.anyOf !== undefined) return `(${schema.anyOf.map(printType).join(" | ")})`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `(${printType(schema.items)})[]`;
  if (schema.enum !== undefined) return schema.enum.map((one: unknown) => JSON.stringify(one)).join(" | ");
  if (schema.type !== "object") return { integer: "number", undefined: "unknown" }[String(schema.type)] ?? schema.type;
  const required = new Set(schema.required);
  const properties: readonly string[] = Object.entries(schema.properties ?? {}).map(
    ([name, one]) => `${name}${required.has(name) ? "" : "?"}: ${printType(one)}`,
  );
  return `{ ${properties.join("; ")} }`;
}

/** The compiler's output for a file. */
function compile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "seamline-openapi-"));
  try {
    writeFileSync(join(folder, "use.ts"), text);
    const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript-5.9/package.json")), "bin/tsc");
    execFileSync(process.execPath, [tsc, "--noEmit", "--strict", "use.ts"], { cwd: folder, encoding: "utf8" });
    return "";
  } catch (reason) {
    return (reason as { readonly stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
