/** The counts over all cases, which the guide repeats. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { documentOf, documentOfPaths, importOf } from "./imported.ts";
import { operationCases } from "./operation-cases.ts";
import { combinationCases, containerCases, nullCases, scalarCases } from "./schema-cases.ts";

describe("the counts over the cases", () => {
  it("are those in the guide", () => {
    const documents = [
      ...[...nullCases, ...scalarCases, ...containerCases, ...combinationCases].map((one) =>
        documentOf(one.schema, one.components, one.version),
      ),
      ...operationCases.map((one) => documentOfPaths(one.paths, one.version)),
    ];
    const sum = { expressed: 0, widened: 0, approximated: 0, refused: 0 };
    for (const document of documents) {
      const { counts } = importOf(document);
      for (const key of ["expressed", "widened", "approximated", "refused"] as const) sum[key] += counts[key];
    }
    const guide = readFileSync(new URL("../../../../docs/guide/import.md", import.meta.url), "utf8");
    const figures = `expressed ${sum.expressed}, widened ${sum.widened}, approximated ${sum.approximated}, refused ${sum.refused}`;
    expect(guide.replaceAll(/\s+/g, " ")).toContain(
      `${documents.length} small documents of its tests, places ${figures}`,
    );
  });
});
