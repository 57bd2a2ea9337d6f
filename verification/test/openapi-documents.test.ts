/**
 * OpenAPI documents of all contracts in this repository and of odd ones: accepted by a validator of
 * the specification and by a linter with its recommended rules, warnings included.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConformanceTarget, conformanceCases, inProcessTarget, runConformance } from "@seamline/conformance";
import { type Contract, defineContract } from "@seamline/core";
import { createOpenapiDocument, type JsonObject, type OpenapiOptions } from "@seamline/core/openapi";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ShopClient } from "../src/hostile-inputs/shop.ts";
import { goodsContract } from "./foreign-clients/contract.ts";
import { findDocumentProblems, unknownToContracts } from "./openapi/lint-document.ts";
import { oddContract } from "./openapi/odd-contract.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The contracts of the conformance services, as a target receives them. */
async function readConformanceContracts(): Promise<readonly Contract[]> {
  const found = new Set<Contract>();
  const target: ConformanceTarget = {
    name: "reader of contracts",
    start(dispatchers, services) {
      for (const { contract } of services) found.add(contract);
      return inProcessTarget().start(dispatchers, services);
    },
  };
  await runConformance({ targets: [target], cases: conformanceCases.slice(0, 1) });
  return [...found];
}

const contracts: readonly Contract[] = [
  ...(await readConformanceContracts()),
  ShopClient.contract,
  goodsContract,
  oddContract,
];

/** The documents in this repository: of examples, of the bench and of the command's cases. */
const committed = [
  ...readdirSync(join(root, "packages/cli/test/cases"))
    .map((name) => `packages/cli/test/cases/${name}/expected/openapi.json`)
    .filter((file) => existsSync(join(root, file))),
  ...["bench", ...readdirSync(join(root, "examples")).map((name) => `examples/${name}`)]
    .flatMap((folder) =>
      existsSync(join(root, folder, "clients"))
        ? readdirSync(join(root, folder, "clients")).map(
            (name) => `${folder}/clients/${name}/src/generated/openapi.json`,
          )
        : [],
    )
    .filter((file) => existsSync(join(root, file))),
];

const options: OpenapiOptions = {
  title: "Everything",
  version: "1.0.0",
  summary: "All there is",
  description: "All there is, in *one* document.",
  contact: { name: "API team", url: "https://example.org/team", email: "api@example.org" },
  license: { name: "MIT", identifier: "MIT" },
  termsOfService: "https://example.org/terms",
  servers: ["https://api.example.org", { url: "https://eu.example.org/v1", description: "Europe" }],
  securitySchemes: {
    token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
    key: { type: "apiKey", in: "header", name: "x-api-key", description: "For machines." },
    certificate: { type: "mutualTLS" },
  },
  security: [["token"], ["key", "certificate"]],
  anonymous: ["odd.follow"],
};

describe("createOpenapiDocument", () => {
  it.each(contracts.map((contract) => [contract.name, contract] as const))("describes %s", async (_, contract) => {
    const document = createOpenapiDocument({ contracts: [contract], operationIds: "name" });
    expect(await findDocumentProblems(document, unknownToContracts)).toEqual([]);
  });
});

describe("openapi.json", () => {
  it.each(committed)("is good: %s", async (file) => {
    const document = JSON.parse(readFileSync(join(root, file), "utf8"));
    expect(await findDocumentProblems(document, unknownToContracts)).toEqual([]);
  });

  it("is checked of every example and every case", () => {
    expect(committed.length).toBeGreaterThanOrEqual(13);
  });
});

describe("a document of several services", () => {
  const document = createOpenapiDocument({ contracts }, options);

  it("is clean by every recommended rule, once the options state what contracts cannot", async () => {
    expect(await findDocumentProblems(document)).toEqual([]);
  });

  it("has ids and tags of its own for every operation", () => {
    const operations = listOperations(document);
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toHaveLength(contracts.flatMap((contract) => Object.keys(contract.operations)).length);
    const tags = (document.tags as readonly { name: string }[]).map(({ name }) => name);
    expect(tags).toEqual(contracts.map(({ name }) => name));
  });

  it("states security for each operation", () => {
    const operations = new Map(listOperations(document).map((one) => [one.operationId, one]));
    expect(operations.get("odd.find")?.security).toEqual([{ token: [] }, { key: [], certificate: [] }]);
    expect(operations.get("odd.follow")?.security).toEqual([]);
    expect(Object.keys(operations.get("odd.find")?.responses ?? {})).toEqual(expect.arrayContaining(["401", "403"]));
    expect(Object.keys(operations.get("odd.follow")?.responses ?? {})).not.toContain("401");
  });

  it("has exposed operations only, and their schemas only, when asked", async () => {
    const open = createOpenapiDocument(
      { contracts: contracts, includes: ({ expose }) => expose === "public" },
      { ...options, anonymous: [] },
    );
    const exposed = contracts
      .flatMap(({ operations }) => Object.values(operations))
      .filter((one) => one.expose === "public");
    expect(
      listOperations(open)
        .map(({ operationId }) => operationId)
        .sort(),
    ).toEqual(exposed.map(({ id }) => id).sort());
    expect(JSON.stringify(open)).not.toContain('"x-seamline-expose":"internal"');
    expect(await findDocumentProblems(open)).toEqual([]);
  });
});

describe("the names of schemas", () => {
  const Money = z.object({ amount: z.int() }).meta({ id: "Money" });
  const give = (name: string, output: z.ZodType): Contract =>
    defineContract(name, {
      operations: {
        give: { output, errors: { gone: { code: "not_found", details: z.object({ in: z.literal(name) }) } } },
      },
    });
  const item = (shape: z.ZodType): z.ZodType => z.object({ shape, price: Money }).meta({ id: "Item" });
  const box = (inner: z.ZodType): z.ZodType => z.object({ inner }).meta({ id: "Box" });

  it("are shared where the schemas are equal, and get the service's name where they differ", async () => {
    const document = createOpenapiDocument(
      { contracts: [give("red", box(item(z.string()))), give("blue", box(item(z.int()))), give("green", item(Money))] },
      { ...options, anonymous: [] },
    );
    const { schemas } = document.components as { readonly schemas: JsonObject };
    expect(Object.keys(schemas).filter((name) => !name.includes("."))).toEqual(
      [
        ...["BlueBox", "BlueGone", "BlueItem", "GreenGone", "GreenItem"],
        ...["Money", "RedBox", "RedGone", "RedItem"],
      ].sort(),
    );
    expect(schemas.RedBox).toMatchObject({ properties: { inner: { $ref: "#/components/schemas/RedItem" } } });
    expect(await findDocumentProblems(document)).toEqual([]);
  });

  it("cannot hide a route that two services have", () => {
    const twin = (name: string): Contract =>
      defineContract(name, {
        operations: { get: { http: `GET /{${name}}`, input: z.object({ [name]: z.string() }) } },
      });
    expect(() => createOpenapiDocument({ contracts: [twin("one"), twin("two")] })).toThrow(
      "two.get: expected a route of its own, found GET /{two}, which one.get has",
    );
  });
});

describe("examples", () => {
  const document = createOpenapiDocument({ contracts: [oddContract] });
  const outputs = new Map(
    listOperations(document).map(({ operationId, responses }) => [
      operationId,
      (responses[200] as { content?: Record<string, { example?: unknown }> } | undefined)?.content?.["application/json"]
        ?.example,
    ]),
  );

  it("are the contract's own, in their wire form", () => {
    expect(outputs.get("odd.giveMoney")).toEqual({ amount: "1250", currency: "EUR" });
    expect(outputs.get("odd.giveInstant")).toBe("1970-01-01T00:00:00.000Z");
    const { parameters } = listOperations(document).find((one) => one.operationId === "odd.find") ?? {};
    expect(parameters).toContainEqual(expect.objectContaining({ name: "day", example: "2026-03-04" }));
  });

  it("are made up where the contract has none, and left out where its rules refuse them", () => {
    const missing = [...outputs].filter(([id, example]) => id.startsWith("odd.give") && example === undefined);
    expect(missing.map(([id]) => id).sort()).toEqual(["odd.givePattern", "odd.giveRefined", "odd.giveThrower"]);
  });
});

interface DocumentedOperation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly parameters?: readonly unknown[];
  readonly responses: Readonly<Record<string, unknown>>;
}

function listOperations({ paths }: JsonObject): readonly DocumentedOperation[] {
  return Object.values(paths as Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>).flatMap(
    (item) => Object.values(item),
  );
}
