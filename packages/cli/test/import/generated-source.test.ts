/** The sources of all cases are as a formatter leaves them, compile, and are the same each time. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "../workspace.ts";
import { documentOf, documentOfPaths, importOf } from "./imported.ts";
import { operationCases } from "./operation-cases.ts";
import { combinationCases, containerCases, nullCases, scalarCases } from "./schema-cases.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const documents = [
  ...[...nullCases, ...scalarCases, ...containerCases, ...combinationCases].map((one) =>
    documentOf(one.schema, one.components, one.version),
  ),
  ...operationCases.map((one) => documentOfPaths(one.paths, one.version)),
];

let workspace: Workspace;
beforeAll(() => {
  workspace = createWorkspace();
  for (const [index, document] of documents.entries())
    workspace.write(`clients/case${index}/src/contract.ts`, importOf(document).source);
  workspace.write(
    "biome.json",
    JSON.stringify({ formatter: { indentStyle: "space", indentWidth: 2, lineWidth: 120 } }),
  );
});
afterAll(() => workspace.dispose());

describe("the source of an imported contract", () => {
  it("is formatted and free of lint", () => {
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const check = (folder: string): unknown =>
      execFileSync(process.execPath, [biome, "check", folder], {
        cwd: workspace.folder,
        stdio: "pipe",
      });
    check("clients");
    workspace.write("other/source.ts", "export const a = {b:1}\n");
    expect(() => check("other")).toThrow("source.ts");
  });

  it("compiles with all checks of the compiler", async () => {
    expect(await workspace.tsc()).toMatchObject({ code: 0, stdout: "" });
  });

  it("is the same each time, and does not depend on the order of components", () => {
    for (const document of documents) {
      const { source } = importOf(document);
      expect(importOf(structuredClone(document)).source).toBe(source);
    }
    const schemas = {
      A: { type: "object", properties: { b: { $ref: "#/components/schemas/B" } } },
      B: { type: "string" },
    };
    const reversed = Object.fromEntries(Object.entries(schemas).reverse());
    const schema = { $ref: "#/components/schemas/A" };
    expect(importOf(documentOf(schema, reversed)).source).toBe(importOf(documentOf(schema, schemas)).source);
  });
});
