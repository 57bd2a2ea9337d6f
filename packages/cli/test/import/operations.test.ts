/** Operations of documents: routes, parameters, bodies, responses, errors and names. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/import/finding.ts";
import { createLoader, type Document, importOf, type Loader } from "./imported.ts";
import { operationCases } from "./operation-cases.ts";

let loader: Loader;
beforeAll(() => {
  loader = createLoader();
});
afterAll(() => loader.workspace.dispose());

const components = {
  schemas: {
    User: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    Account: {
      type: "object",
      required: ["id", "secret"],
      properties: { id: { type: "string", readOnly: true }, secret: { type: "string", writeOnly: true } },
    },
    Problem: { type: "object", properties: { title: { type: "string" } } },
  },
  parameters: { Limit: { name: "limit", in: "query", schema: { type: "integer", format: "int32" } } },
  responses: {
    Gone: {
      description: "Gone",
      content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
  requestBodies: {
    User: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/User" } } } },
  },
};

describe("importing an operation", () => {
  it.each(operationCases.map((one) => [one.name, one] as const))("%s", async (_name, one) => {
    const document: Document = {
      openapi: one.version ?? "3.1.0",
      info: { title: "case", version: "1" },
      paths: one.paths,
      components,
    };
    const { source, findings } = importOf(document);
    const kinds = new Set<FindingKind>(findings.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([...(one.finds ?? [])].sort());
    const contract = await loader.load(source);
    const operations = Object.values(contract.operations).map(
      (operation) => `${operation.name} ${operation.http.method} ${operation.http.path}`,
    );
    if (one.operations !== undefined) expect(operations).toEqual(one.operations);
    for (const part of [one.source ?? []].flat()) expect(source).toContain(part);
    for (const reason of [one.reason ?? []].flat())
      expect(findings.map((finding) => finding.reason).join("\n")).toContain(reason);
  });
});
