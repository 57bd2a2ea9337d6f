/** Hostile documents: no text of theirs becomes code, and none of them takes unbounded time. */

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/import/parse-document.ts";
import { addHeader } from "../../src/import/written-contract.ts";
import { type Document, documentOf, importOf } from "./imported.ts";

const pieces = [
  "*/",
  "/*",
  "//",
  "`",
  "$",
  "{alert(1)}",
  '"',
  "'",
  "\\",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "\u202e",
  "</script>",
  "__proto__",
  ");",
  "a",
  "B",
  "1",
  "é",
  "\u0000",
  "\ud800",
  "constructor",
  "{",
  "}",
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(""));

/** Everything that a source may call. */
const callable = /^(z|defineContract|stream|bytes|isoDateTime|bigintText|base64|[A-Z][A-Za-z0-9]*)$/;

function assertHarmless(source: string, texts: readonly string[]): void {
  const { program, comments, errors } = parseSync("contract.ts", source, { showSemanticErrors: true });
  expect(errors).toEqual([]);
  const kinds = new Set(program.body.map((node) => node.type));
  for (const kind of kinds) expect(["ImportDeclaration", "ExportNamedDeclaration"]).toContain(kind);
  const identifiers: string[] = [];
  const found: string[] = [];
  new Visitor({
    CallExpression({ callee }) {
      let head: { readonly type: string } = callee;
      while (head.type === "MemberExpression" || head.type === "CallExpression")
        head = (head as unknown as Record<string, { readonly type: string }>)[
          head.type === "CallExpression" ? "callee" : "object"
        ] as never;
      expect(head.type).toBe("Identifier");
      identifiers.push((head as unknown as { readonly name: string }).name);
    },
    TemplateLiteral: () => expect.unreachable("a template"),
    ImportExpression: () => expect.unreachable("an import"),
    Literal: ({ value }) => void (typeof value === "string" && found.push(value)),
  }).visit(program);
  for (const name of identifiers) expect(name).toMatch(callable);
  for (const one of texts) expect(found).toContain(one);
  for (const { value, type } of comments) expect(type === "Line" ? value : "").not.toMatch(/[\n\r\u2028\u2029]/);
  // A formatter, or a reader, sees every character.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(source).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
}

describe("hostile documents", () => {
  it("never become code", () => {
    const texts = fc.tuple(text, text, text, text, text, text, text, text);
    fc.assert(
      fc.property(texts, ([name, title, words, key, member, id, status, pattern]) => {
        const document: Document = {
          openapi: "3.1.0",
          info: { title, description: words },
          paths: {
            [`/a/${name}`]: { get: { operationId: id, responses: { 200: { description: words } } } },
            "/b": {
              post: {
                operationId: `x${id}`,
                summary: words,
                description: title,
                parameters: [{ name: key, in: "query", description: words, schema: { type: "string", pattern } }],
                requestBody: {
                  required: true,
                  content: { [status]: {}, "application/json": { schema: { $ref: "#/components/schemas/One" } } },
                },
                responses: {
                  [status]: { description: words },
                  200: {
                    description: "",
                    content: {
                      "application/json": {
                        schema: {
                          $ref: `#/components/schemas/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1").toWellFormed())}`,
                        },
                      },
                    },
                  },
                  404: { description: words },
                },
              },
            },
          },
          components: {
            schemas: {
              [name]: {
                description: words,
                type: "object",
                properties: { [member]: { enum: [words, key, `${name}!`] } },
              },
              One: { type: "object", properties: { [member]: { type: "string", default: words, description: title } } },
            },
          },
        };
        const { source } = importOf(document);
        assertHarmless(addHeader(source, "sample", words, "0".repeat(16)), []);
      }),
      { numRuns: 300 },
    );
  });

  it("keep their texts as they are", () => {
    const words = pieces.join(" ").toWellFormed();
    const { source } = importOf(documentOf({ type: "object", properties: { [words]: { const: words } } }));
    assertHarmless(source, [words]);
  });

  it.each<[string, () => Document, string]>([
    [
      "a reference to itself",
      () => documentOf({ $ref: "#/paths/~1case/get/responses/200/content/application~1json/schema" }),
      "leads back to itself",
    ],
    ["10,000 levels", () => documentOf(nest(10_000)), "60 levels"],
    [
      "a path item of itself",
      () => ({ openapi: "3.1.0", paths: { "/a": { $ref: "#/paths/~1a" } } }),
      "leads back to itself",
    ],
    ["allOf of allOf of …", () => documentOf({ $ref: "#/components/schemas/S0" }, double(60, "allOf")), ""],
    ["anyOf of anyOf of …", () => documentOf({ $ref: "#/components/schemas/S0" }, double(60, "anyOf")), ""],
    ["properties of properties of …", () => documentOf({ $ref: "#/components/schemas/S0" }, fork(200)), ""],
    [
      "a chain of references",
      () => documentOf({ $ref: "#/components/schemas/S0" }, chain(5_000)),
      "leads back to itself",
    ],
    ["components of prototypes", () => documentOf({ $ref: "#/components/schemas/constructor" }), "leads to nothing"],
    ["a path of __proto__", () => documentOf({ $ref: "#/__proto__/toString" }), "leads to nothing"],
  ])("%s end in bounded time", (_name, make, reason) => {
    const started = performance.now();
    const { source, findings } = importOf(make());
    if (reason !== "") expect(findings.map((finding) => finding.reason).join("\n")).toContain(reason);
    expect(parseSync("contract.ts", source).errors).toEqual([]);
    expect(performance.now() - started).toBeLessThan(30_000); // exponential work would take years
  });

  it.each<[string, string, string]>([
    [
      "a YAML bomb",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
        .split("")
        .map((one, index) => `${one}: &${one} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
        .join("\n")}`,
      "alias",
    ],
    ["a key twice", "a: 1\na: 2", "unique"],
    ["brackets without end", "{".repeat(100_000), "JSON or YAML"],
    ["no document", "<html></html>", ""],
    ["levels beyond the limit", `${'{"a":'.repeat(300)}1${"}".repeat(300)}`, "200 levels"],
  ])("%s is refused, or read, as text", (_name, source, message) => {
    const read = (): unknown => parseDocument("hostile.yaml", source);
    if (message === "") expect(read()).toBe("<html></html>");
    else expect(read).toThrow(message);
  });

  it("leave the folder of the document by no reference", () => {
    const folder = mkdtempSync(join(tmpdir(), "seamline-import-"));
    try {
      writeFileSync(join(folder, "secret.json"), '{"type":"string"}');
      writeFileSync(join(folder, "given.json"), "{}");
      const inner = mkdtempSync(join(folder, "inner-"));
      writeFileSync(join(inner, "beside.yaml"), "Name: { type: string }");
      symlinkSync(join(folder, "secret.json"), join(inner, "link.json"));
      const file = join(inner, "openapi.json");
      writeFileSync(file, "{}");
      const reasonOf = ($ref: string): string =>
        importOf(documentOf({ $ref }), file)
          .findings.map(({ reason }) => reason)
          .join();
      expect(reasonOf("../secret.json")).toContain("leaves the folder");
      expect(reasonOf("%2e%2e/secret.json")).toContain("leaves the folder");
      expect(reasonOf("/etc/passwd")).toContain("leaves the folder");
      expect(reasonOf("link.json")).toContain("a link out of the folder");
      expect(reasonOf("file:///etc/passwd")).toContain("names another host");
      expect(reasonOf("//example.com/a.json")).toContain("names another host");
      expect(reasonOf("absent.json")).toContain("cannot be read");
      const { source } = importOf(documentOf({ $ref: "beside.yaml#/Name" }), file);
      expect(source).toContain('export const Name = z.string().meta({ id: "Name" });');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function nest(levels: number): object {
  let schema: object = { type: "string" };
  for (let level = 0; level < levels; level += 1) schema = { type: "array", items: schema };
  return schema;
}

function ref(index: number): object {
  return { $ref: `#/components/schemas/S${index}` };
}

function components(count: number, make: (index: number) => object): object {
  const last = [`S${count}`, { type: "object", properties: { a: { type: "string" } } }];
  return Object.fromEntries([...Array.from({ length: count }, (_one, index) => [`S${index}`, make(index)]), last]);
}

function double(count: number, keyword: string): object {
  return components(count, (index) => ({
    [keyword]: [ref(index + 1), { type: "object", properties: { [`p${index}`]: ref(index + 1) } }, ref(index + 1)],
  }));
}

function fork(count: number): object {
  return components(count, (index) => ({ type: "object", properties: { a: ref(index + 1), b: ref(index + 1) } }));
}

function chain(count: number): object {
  return components(count, (index) => ref(index + 1));
}
