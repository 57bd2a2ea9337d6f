/** Contracts exported as OpenAPI and imported again are equivalent: what differs is listed here. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ContractDefinition, DefinedContract } from "@seamline/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isContract } from "../../src/contract-source/load-contract.ts";
import { compareContracts } from "../../src/diff/compare-contracts.ts";
import { Documents } from "../../src/import/documents.ts";
import { importDocument } from "../../src/import/import-document.ts";
import { importFile } from "../../src/loading/import-file.ts";
import { buildServiceModel } from "../../src/model/build-model.ts";
import { takeSnapshot } from "../../src/model/contract-snapshot.ts";
import { printOpenapi } from "../../src/print/print-openapi.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

type Contract = DefinedContract<ContractDefinition>;

let workspace: Workspace;
beforeAll(() => {
  workspace = createWorkspace();
});
afterAll(() => workspace.dispose());

const root = fileURLToPath(new URL("../../../..", import.meta.url));

interface Changes {
  readonly refused: readonly string[];
  readonly rules: readonly string[];
}

async function changesOf(file: string, exportName?: string): Promise<Changes> {
  const contract = await load(join(root, file), exportName);
  const client = { folder: "", contractFile: file, importExtension: "ts" } as never;
  const document = JSON.parse(
    printOpenapi(buildServiceModel({ client, contract, exportName: "contract" }, "./contract.ts")),
  );
  const { source, findings } = importDocument(new Documents(document, undefined), contract.name);
  const refused = findings.filter(({ kind }) => kind === "refused").map(({ reason }) => reason);
  const path = `imported/${file.replaceAll("/", "-")}`;
  workspace.write(path, source);
  const imported = await load(join(workspace.folder, path));
  const changes = compareContracts(takeSnapshot(contract), takeSnapshot(imported));
  return { refused, rules: [...new Set(changes.map(({ rule }) => rule))].sort() };
}

async function load(file: string, exportName?: string): Promise<Contract> {
  const exported = await importFile(file, "a contract");
  const found = exportName === undefined ? Object.values(exported).find(isContract) : exported[exportName];
  if (isContract(found)) return found;
  throw new Error(`${file} exports no contract`);
}

/** Changes that a document cannot hold, or has another word for, by the rule that reports them. */
const reasons: Readonly<Record<string, string>> = {
  "idempotency-removed": "a document has no word for it; GET, PUT and DELETE are idempotent by themselves",
  "caller-allowed": "who may call is no part of a document",
  "timeout-changed": "a document has no time limits",
  "error-retryable-changed": "a document has no word for it",
  "event-removed": "events are in AsyncAPI",
  "handling-removed": "events are in AsyncAPI",
};

/** The same for schemas. */
const schemaReasons: Readonly<Record<string, string>> = {
  "default-removed": "an output has its default always, so a document requires it",
  "default-became-optional": "a default that is computed has no value to write",
  "rewrite-changed": "a document has no word for .trim() and the like",
  "refinement-removed": "a refinement is a function",
  "codec-removed": "a codec of the contract's author is a function; the text form stays",
  "type-changed":
    "written as another schema for the same values: templates as patterns, records of listed keys as objects",
  "field-became-required": "an optional item of a tuple; reported as narrowed",
};

describe("a contract exported and imported", () => {
  it.each(["customer", "courier", "restaurant"])("is the same for %s, but for what no document has", async (name) => {
    const { rules, refused } = await changesOf(`examples/food-delivery/clients/${name}/src/contract.ts`);
    expect(refused).toEqual([]);
    for (const rule of rules) expect(Object.keys(reasons)).toContain(rule);
  });

  it.each(["restaurant", "recursive", "streams", "kinds", "views"])(
    "differs by listed reasons for the case %s",
    async (name) => {
      const { rules, refused } = await changesOf(`packages/cli/test/cases/${name}/contract.ts`);
      expect(refused).toEqual([]);
      for (const rule of rules) expect(Object.keys({ ...reasons, ...schemaReasons })).toContain(rule);
    },
  );
});
