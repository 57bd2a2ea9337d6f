/** Documents imported for real: the source is written, loaded by Node, and its schemas are used. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContractDefinition, DefinedContract } from "@seamline/core";
import { Documents } from "../../src/import/documents.ts";
import { type ImportedContract, importDocument } from "../../src/import/import-document.ts";
import { importFile } from "../../src/loading/import-file.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

/** A document. */
export type Document = Readonly<Record<string, unknown>>;

/** A document with one operation, whose output has a schema. */
export function documentOf(schema: unknown, components: object = {}, version = "3.1.0"): Document {
  const responses = { 200: { description: "Done.", content: { "application/json": { schema } } } };
  return {
    openapi: version,
    info: { title: "case", version: "1" },
    paths: { "/case": { get: { operationId: "read", responses } } },
    components: { schemas: components },
  };
}

const object = (properties: object): object => ({ type: "object", properties });

const components = {
  schemas: {
    User: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    Account: {
      type: "object",
      required: ["id", "secret"],
      properties: { id: { type: "string", readOnly: true }, secret: { type: "string", writeOnly: true } },
    },
    Problem: { type: "object", properties: { title: { type: "string" } } },
    Pet: { ...object({ kind: { type: "string" } }), discriminator: { propertyName: "kind" } },
    Cat: { allOf: [{ $ref: "#/components/schemas/Pet" }, object({ lives: { type: "boolean" } })] },
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

/** A document of paths, which may refer to a few components. */
export function documentOfPaths(paths: object, version = "3.1.0"): Document {
  return { openapi: version, info: { title: "case", version: "1" }, paths, components };
}

/** Imports a document. */
export function importOf(document: Document, file?: string): ImportedContract {
  return importDocument(new Documents(document, file), "sample");
}

/** Loads sources as Node does. */
export interface Loader {
  readonly workspace: Workspace;
  load(source: string): Promise<DefinedContract<ContractDefinition>>;
}

/** Creates a loader; `workspace.dispose` removes its files. */
export function createLoader(): Loader {
  const workspace = createWorkspace();
  let files = 0;
  return {
    workspace,
    async load(source) {
      files += 1;
      const folder = join(workspace.folder, "imported");
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `contract-${files}.ts`);
      writeFileSync(file, source);
      const exported = await importFile(file, "the imported contract");
      return exported.sampleContract as DefinedContract<ContractDefinition>;
    },
  };
}
