/**
 * Every kind of import, planted as a violation of every rule about imports, is found at its
 * position.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckConfig } from "../../src/config/check-config.ts";
import { computedForms, type Form, harmlessForms, loadForms, plantedKinds } from "./import-kinds.ts";
import { createRepository, lines, type TestRepository } from "./repository.ts";

const config: CheckConfig = {
  modules: {
    billing: {
      path: "modules/billing",
      private: ["src/secret"],
      public: { rates: ["src/rates"], taxes: ["src/taxes.ts"] },
    },
    courier: { path: "modules/courier", forbidden: ["pg"] },
    customer: "modules/customer",
  },
  clients: ["clients/*"],
  shared: ["shared/*", "settings.json"],
  roots: ["app"],
  edges: {
    courier: {
      customer: { types: "only" },
      billing: { allow: ["src/open", "src/secret"], parts: ["rates"] },
    },
  },
  floors: [{ within: "layers", order: ["top", ["left", "right"], "bottom"] }],
};

const module =
  "export const thing = 1; export default thing; export type Thing = number; export const other = 2; export const a = 3;\n";
const base: Readonly<Record<string, string>> = {
  "tsconfig.json": JSON.stringify({
    compilerOptions: { paths: { "@modules/*": ["./modules/*"], "@other/*": ["./*"] }, allowJs: true },
  }),
  "package.json": JSON.stringify({
    type: "module",
    dependencies: {
      pg: "8",
      kysely: "1",
      vitest: "5",
      "@jest/globals": "30",
      effect: "3",
      proxyquire: "2",
      esmock: "2",
    },
    imports: { "#root/*": "./*" },
  }),
  "modules/customer/package.json": JSON.stringify({ name: "@food/customer-module", exports: { "./*": "./*" } }),
  "clients/customer/package.json": JSON.stringify({ name: "@food/customer-client", exports: { "./*": "./*" } }),
  "modules/billing/src/index.ts": module,
  "modules/billing/src/secret/keys.ts": module,
  "modules/billing/src/open/prices.ts": module,
  "modules/billing/src/rates/rates.ts": module,
  "modules/billing/src/taxes.ts": module,
  "modules/courier/src/index.ts":
    'import type { Thing } from "../../../clients/customer/src/index.ts";\nimport { thing } from "../../billing/src/open/prices.ts";\n' +
    'import { other } from "../../billing/src/rates/rates.ts";\nimport "kysely";\nexport const mine: Thing = thing + other;\n',
  "modules/courier/src/base.ts": module,
  "modules/customer/src/index.ts": module,
  "modules/customer/src/base.ts": module,
  "clients/customer/src/index.ts": module,
  "clients/customer/src/base.ts": module,
  "clients/billing/src/index.ts": module,
  "shared/one/src/index.ts": 'export * from "../../two/src/index.ts";\nexport * from "../../two/src/base.ts";\n',
  "shared/two/src/index.ts": module,
  "shared/two/src/base.ts": module,
  "app/main.ts": 'import "../modules/customer/src/index.ts";\nimport "../modules/courier/src/index.ts";\n',
  "settings.json": "{}",
  "loose/code.ts": module,
  "loose/base.ts": module,
  "layers/top/index.ts": 'export * from "../left/index.ts";\n',
  "layers/left/index.ts": 'export * from "../bottom/index.ts";\n',
  "layers/left/base.ts": module,
  "layers/right/index.ts": module,
  "layers/bottom/index.ts": module,
  "layers/bottom/base.ts": module,
};

interface Mutation {
  readonly rule: string;
  readonly title: string;
  /** The folder of the planted file. */
  readonly at: string;
  /** The imported specifiers: a path, and names if there are any. */
  readonly specifiers: readonly string[];
  readonly owner: string;
  /** `true` if types may be imported. */
  readonly valuesOnly?: boolean;
}

const mutations: readonly Mutation[] = [
  {
    rule: "internals",
    title: "internals of another module",
    at: "modules/courier/src",
    specifiers: [
      "../../customer/src/index.ts",
      "@modules/customer/src/index.ts",
      "@other/modules/customer/src/index.ts",
      "#root/modules/customer/src/index.ts",
      "@food/customer-module/src/index.ts",
    ],
    owner: "courier",
  },
  {
    rule: "internals",
    title: "a public part that is not opened to this edge",
    at: "modules/courier/src",
    specifiers: ["../../billing/src/taxes.ts"],
    owner: "courier",
  },
  {
    rule: "private-part",
    title: "a private part, though the edge allows its folder",
    at: "modules/courier/src",
    specifiers: ["../../billing/src/secret/keys.ts"],
    owner: "courier",
  },
  {
    rule: "types-only",
    title: "values over an edge for types",
    at: "modules/courier/src",
    specifiers: ["../../../clients/customer/src/index.ts", "@food/customer-client/src/index.ts"],
    owner: "courier",
    valuesOnly: true,
  },
  {
    rule: "undeclared-edge",
    title: "a client of an undeclared edge",
    at: "modules/customer/src",
    specifiers: ["../../../clients/billing/src/index.ts"],
    owner: "customer",
  },
  {
    rule: "composition-root",
    title: "a module outside the composition root",
    at: "loose",
    specifiers: ["../modules/customer/src/index.ts", "@food/customer-module/src/index.ts"],
    owner: "unassigned",
  },
  {
    rule: "composition-root",
    title: "the composition root",
    at: "modules/customer/src",
    specifiers: ["../../../app/main.ts"],
    owner: "customer",
  },
  {
    rule: "shared-code",
    title: "a module from shared code",
    at: "shared/two/src",
    specifiers: ["../../../modules/customer/src/index.ts", "#root/modules/customer/src/index.ts"],
    owner: "shared/two",
  },
  {
    rule: "shared-code",
    title: "a module from a client package",
    at: "clients/customer/src",
    specifiers: ["../../../modules/customer/src/index.ts"],
    owner: "customer client",
  },
  {
    rule: "unassigned-code",
    title: "code of no unit",
    at: "modules/courier/src",
    specifiers: ["../../../loose/code.ts"],
    owner: "courier",
  },
  {
    rule: "forbidden-package",
    title: "a forbidden package",
    at: "modules/courier/src",
    specifiers: ["pg"],
    owner: "courier",
  },
  {
    rule: "cycle",
    title: "a cycle of shared code",
    at: "shared/two/src",
    specifiers: ["../../one/src/index.ts"],
    owner: "shared/one",
  },
  {
    rule: "floors",
    title: "a floor above",
    at: "layers/bottom",
    specifiers: ["../left/index.ts"],
    owner: "unassigned",
  },
  {
    rule: "floors",
    title: "a floor beside",
    at: "layers/left",
    specifiers: ["../right/index.ts"],
    owner: "unassigned",
  },
];

describe("seamline check", () => {
  let repository: TestRepository;
  beforeAll(() => {
    repository = createRepository(config, base);
  });
  afterAll(() => repository.dispose());

  it("finds nothing in the repository before violations are planted", async () => {
    expect(lines(await repository.check())).toEqual([]);
  });

  describe.each(mutations)("finds $title ($rule)", ({ rule, at, specifiers, owner, valuesOnly }) => {
    const plants = plantedKinds.flatMap((kind) =>
      specifiers
        .filter((specifier) => kind.relativeOnly !== true || specifier.startsWith("."))
        .map((specifier) => ({ name: kind.name, specifier, kind })),
    );
    it.each(plants)("by $name of $specifier", async ({ kind, specifier }) => {
      const planted = `${at}/planted.${kind.extension}`;
      const text = kind.print(specifier);
      repository.write({ [planted]: text });
      const found = lines(await repository.check());
      repository.remove(planted);
      const column = (text.split("\n")[1] ?? "").lastIndexOf(specifier);
      const expected = valuesOnly === true && kind.typeOnly ? [] : [`${rule} ${planted}:2:${column} ${owner}`];
      expect(found).toEqual(expected);
    });
  });

  it.each([
    ["a URL that leads out of the repository", 'new URL("../../../../../outside.json", import.meta.url);'],
    ["a URL of a folder around the file", 'new URL("../../..", import.meta.url);'],
    ["a URL with a percent sign", 'new URL("./50%.txt", import.meta.url);'],
    ["a URL of another site", 'new URL("https://example.com/modules/customer", import.meta.url);'],
    ["data that is shared", 'import settings from "../../../settings.json" with { type: "json" }; settings;'],
    [
      "a builtin package and one that is declared",
      'import "node:fs"; import "fs/promises"; import type { A } from "kysely/types";',
    ],
    [
      "what stands in comments and texts",
      '// import "../../customer/src/index.ts"\nexport const text = `import("../../customer")`;',
    ],
  ])("finds no violation in %s", async (_title, text) => {
    repository.write({ "modules/courier/src/planted.ts": `${text}\n` });
    const found = lines(await repository.check());
    repository.remove("modules/courier/src/planted.ts");
    expect(found).toEqual([]);
  });

  it("reads a URL as a browser does: %63ustomer is customer", async () => {
    repository.write({
      "modules/courier/src/planted.ts": 'new URL("../../%63ustomer/src/index.ts?x#y", import.meta.url);\n',
    });
    const found = lines(await repository.check());
    repository.remove("modules/courier/src/planted.ts");
    expect(found).toEqual(["internals modules/courier/src/planted.ts:1:9 courier"]);
  });

  /** The violations of one planted file. */
  const plant = async ([extension, code]: Form): Promise<readonly string[]> => {
    const planted = `modules/courier/src/planted.${extension}`;
    const path = "modules/customer/src/index.ts";
    const text = code.replaceAll("%", "../../customer/src/index.ts").replaceAll("$ROOT", repository.folder);
    repository.write({ [planted]: `${text.replaceAll("$PATH", path)}\n`, "modules/courier/src/other.js": "" });
    const found = await repository.check();
    repository.remove(planted);
    repository.remove("modules/courier/src/other.js");
    return [
      ...new Set(found.violations.map(({ rule, found: what }) => `${rule} ${rule === "internals" ? what : ""}`.trim())),
    ];
  };

  it.each(loadForms)("follows to its path, in .%s: %s", async (...form) => {
    expect(await plant(form)).toEqual([
      "internals courier imports the internals of customer: modules/customer/src/index.ts",
    ]);
  });

  it.each(computedForms)("finds what cannot be followed, in .%s: %s", async (...form) => {
    expect(await plant(form)).toEqual(["computed-import"]);
  });

  it.each(harmlessForms)("takes for no import, in .%s: %s", async (...form) => {
    expect(await plant(form)).toEqual([]);
  });

  it.each([
    ["a chain of many calls", `require("node:fs")${".next(one => one.two())".repeat(300)};`],
    ["many blank lines and comments", `require("node:fs");${"\n".repeat(100_000)}${"{ // import\n}\n".repeat(10_000)}`],
    ["a long sum of texts", `require(${'"a" + '.repeat(1000)} name);`],
  ])("reads %s in one pass", async (_title, code) => {
    expect(await plant(["cjs", code])).toEqual(code.includes("name)") ? ["computed-import"] : []);
  });

  it("reports the position of an import that cannot be followed", async () => {
    repository.write({ "modules/courier/src/planted.ts": 'declare const name: string;\nvoid import("../" + name);\n' });
    const found = lines(await repository.check());
    repository.remove("modules/courier/src/planted.ts");
    expect(found).toEqual(["computed-import modules/courier/src/planted.ts:2:6 courier"]);
  });

  it.each(plantedKinds)("takes $name for a use of a declared edge", async ({ extension, print }) => {
    const original = base["modules/courier/src/index.ts"] ?? "";
    const planted = `modules/courier/src/planted.${extension}`;
    repository.write({ "modules/courier/src/index.ts": original.replace(/^.*billing.*$/gm, "") });
    const unused = lines(await repository.check());
    repository.write({ [planted]: print("../../billing/src/open/prices.ts") });
    const used = lines(await repository.check());
    repository.write({ "modules/courier/src/index.ts": original });
    repository.remove(planted);
    expect(unused).toEqual(["unused-edge seamline.config.ts:1:1 courier"]);
    expect(used).toEqual([]);
  });
});
