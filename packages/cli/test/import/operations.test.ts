/** Operations of documents: routes, parameters, bodies, responses, errors and names. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FindingKind } from "../../src/import/finding.ts";
import { createLoader, documentOfPaths, importOf, type Loader } from "./imported.ts";
import { operationCases } from "./operation-cases.ts";

let loader: Loader;
beforeAll(() => {
  loader = createLoader();
});
afterAll(() => loader.workspace.dispose());

describe("importing an operation", () => {
  it.each(operationCases.map((one) => [one.name, one] as const))("%s", async (_name, one) => {
    const { source, findings } = importOf(documentOfPaths(one.paths, one.version));
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
