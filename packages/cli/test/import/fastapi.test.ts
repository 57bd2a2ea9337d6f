/**
 * FastAPI's own document, as Debian's version writes it, and its own responses, read by the imported
 * contract. Symfony itself writes no document: what its bundles write is a case like any other.
 */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createLoader, type Document, importOf, type Loader } from "./imported.ts";

const python = "/usr/bin/python3";

function hasFastapi(): boolean {
  try {
    execFileSync(python, ["-c", "import fastapi"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const isPresent = hasFastapi() || process.env.SEAMLINE_REQUIRE_SERVICES === "1";

describe.skipIf(!isPresent)(
  `FastAPI's document${isPresent ? "" : " (skipped: python3-fastapi is not installed)"}`,
  () => {
    let loader: Loader;
    let made: { readonly document: Document; readonly values: Readonly<Record<string, unknown>> };
    beforeAll(() => {
      loader = createLoader();
      const file = fileURLToPath(new URL("fastapi/app.py", import.meta.url));
      made = JSON.parse(execFileSync(python, [file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    });
    afterAll(() => loader.workspace.dispose());

    it("has short names, and reports what no contract has", () => {
      const { source, findings } = importOf(made.document);
      const operations = source.slice(source.indexOf("  operations: {"));
      const names = [...operations.matchAll(/^ {4}(?:\/\/ Left out: )?(\w+)[:,]/gm)].map(([, name]) => name);
      expect(names).toEqual([
        "readBook",
        "listBooks",
        "createBook",
        "putNote",
        "bothGet",
        "bothPost",
        "uploadCover",
        "plain",
        "anything",
      ]);
      expect(source).toContain('only: Only.default("one")');
      expect(source).toContain('edition: z.discriminatedUnion("kind", [Paper, Audio])');
      expect(findings.filter(({ kind }) => kind === "refused").map(({ pointer }) => pointer)).toEqual([
        "#/paths/~1covers/post",
      ]);
      expect(
        findings.filter(({ kind }) => kind === "widened" || kind === "narrowed").map(({ pointer }) => pointer),
      ).toEqual(["#/components/schemas/Book/properties/size/items", "#/paths/~1books/get/parameters/3"]);
    });

    it("describes the responses of its own service, but for null, which 0.92 writes and does not describe", async () => {
      const contract = await loader.load(importOf(made.document).source);
      for (const [name, value] of Object.entries({ ...made.values, bothGet: made.values.both })) {
        const schema = contract.operations[name]?.output?.schema;
        if (schema !== undefined) expect(z.safeParse(schema, value).error?.issues ?? []).toEqual([]);
      }
      const schema = contract.operations.readBook?.output?.schema as z.ZodType;
      expect(z.safeParse(schema, { ...Object(made.values.readBook), price: null }).success).toBe(false);
      const operations = Object.values(contract.operations);
      expect(operations.map(({ errors }) => errors.get("unprocessableContent")?.status)).toContain(422);
    });
  },
);

describe("a document as a bundle of Symfony writes it", () => {
  it("is imported, with null where it was meant", () => {
    const model = {
      type: "object",
      required: ["id", "title"],
      properties: {
        id: { type: "integer", format: "int32" },
        title: { type: "string" },
        author: { nullable: true, oneOf: [{ $ref: "#/components/schemas/Author" }] },
      },
    };
    const json = (schema: object): object => ({ "application/json": { schema } });
    const { source, findings } = importOf({
      openapi: "3.0.0",
      info: { title: "Library", version: "0.0.0" },
      paths: {
        "/api/books/{id}": {
          get: {
            operationId: "get_app_book_show",
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
            responses: { 200: { description: "A book", content: json({ $ref: "#/components/schemas/Book" }) } },
          },
        },
      },
      components: { schemas: { Book: model, Author: { properties: { name: { type: "string" } }, type: "object" } } },
    });
    expect(source).toContain("getAppBookShow: {");
    expect(source).toContain("author: Author.nullable().optional()");
    expect(findings.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["widened", "nullable beside a combination of schemas; null is taken, as was meant"],
    ]);
  });
});
