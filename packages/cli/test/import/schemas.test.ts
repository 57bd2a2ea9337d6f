/** Schemas of documents become zod schemas that take the same values, or the difference is reported. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createLoader, documentOf, importOf, type Loader } from "./imported.ts";
import { compileOracle, mutationsOf } from "./oracle.ts";
import { combinationCases, containerCases, nullCases, type SchemaCase, scalarCases } from "./schema-cases.ts";

let loader: Loader;
beforeAll(() => {
  loader = createLoader();
});
afterAll(() => loader.workspace.dispose());

async function check(one: SchemaCase): Promise<void> {
  const document = documentOf(one.schema, one.components, one.version);
  const imported = importOf(document);
  const kinds = new Set(imported.findings.map(({ kind }) => kind).filter((kind) => kind !== "omitted"));
  if (one.refused !== undefined) {
    expect(imported.findings).toEqual([
      expect.objectContaining({ kind: "refused", reason: expect.stringContaining(one.refused) }),
    ]);
    expect(imported.source).toContain("    // Left out: read, GET /case");
    expect(Object.keys((await loader.load(imported.source)).operations)).toEqual([]);
    return;
  }
  expect([...kinds].sort()).toEqual([...(one.finds ?? [])].sort());
  if (one.source !== undefined) expect(imported.source).toContain(one.source);
  const contract = await loader.load(imported.source);
  const schema = contract.operations.read?.output?.schema as z.ZodType;
  const takes = (value: unknown): boolean => z.safeParse(schema, value).success;
  for (const value of one.takes ?? []) expect.soft(takes(value), `takes ${JSON.stringify(value)}`).toBe(true);
  for (const value of one.refuses ?? []) expect.soft(takes(value), `refuses ${JSON.stringify(value)}`).toBe(false);
  if (one.oracle === false) return;
  const validate = compileOracle(document, "#/paths/~1case/get/responses/200/content/application~1json/schema");
  const samples = [...(one.takes ?? []), ...(one.refuses ?? [])];
  for (const value of samples.flatMap((sample) => [sample, ...mutationsOf(sample)])) {
    const [isValid, isTaken] = [validate(value), takes(value)];
    if (isValid === isTaken) continue;
    const excused = kinds.has("approximated") || kinds.has(isTaken ? "widened" : "narrowed");
    expect.soft(excused, `${isTaken ? "takes" : "refuses"} ${JSON.stringify(value)}, unlike the document`).toBe(true);
  }
}

describe.each([
  ["null", nullCases],
  ["scalars", scalarCases],
  ["containers", containerCases],
  ["combinations", combinationCases],
])("importing %s", (_group, cases) => {
  it.each(cases.map((one) => [`${one.name}${one.version === undefined ? "" : ` (${one.version})`}`, one] as const))(
    "%s",
    async (_name, one) => await check(one),
  );
});
