/**
 * The targets of specifiers in workspaces, by conditions and by aliases: each case is one import
 * and its target.
 */

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { CheckConfig } from "../../src/config/check-config.ts";
import { createRepository, lines, type TestRepository } from "./repository.ts";

const json = JSON.stringify;
const secret = "modules/customer/secret.ts";

interface Case {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The text of `modules/courier/index.ts`. */
  readonly text: string;
  /** The reached internals of customer, or the rule and its finding. */
  readonly reaches: readonly string[];
  readonly config?: Partial<CheckConfig>;
}

const imports = (map: object): Readonly<Record<string, string>> => ({
  "package.json": json({ type: "module", imports: map }),
});
const customer = (manifest: object, asked = "*"): Readonly<Record<string, string>> => ({
  "modules/customer/package.json": json({ name: "@food/customer", ...manifest }),
  "modules/courier/package.json": json({ name: "@food/courier", dependencies: { "@food/customer": asked } }),
});
const other = "shared/stub.ts";
const workspaces = (...patterns: readonly string[]): Readonly<Record<string, string>> => ({
  "package.json": json({ type: "module", workspaces: patterns }),
});

const cases: readonly Case[] = [
  ...[
    "types",
    "require",
    "browser",
    "development",
    "production",
    "bun",
    "deno",
    "node",
    "module-sync",
    "worker",
    "custom",
  ].map(
    (condition): Case => ({
      title: `an import by the condition ${condition}`,
      files: imports({ "#one": { [condition]: `./${secret}`, default: `./${other}` } }),
      text: 'import "#one";',
      reaches: [secret],
    }),
  ),
  {
    title: "an import by a nested condition",
    files: imports({ "#one/*": { node: { import: { types: "./modules/customer/*.ts" } }, default: `./${other}` } }),
    text: 'import "#one/secret";',
    reaches: [secret],
  },
  {
    title: "an import by a list with a missing first target",
    files: imports({ "#one": ["./nowhere.ts", `./${secret}`] }),
    text: 'import "#one";',
    reaches: [secret],
  },
  {
    title: "an import of a missing built file with a source",
    files: imports({ "#one/*": { node: "./dist/*.js", default: "./*.ts" } }),
    text: 'import "#one/modules/customer/secret";',
    reaches: [secret],
  },
  {
    title: "an import of an existing built file, as its source",
    files: { ...imports({ "#one/*": "./dist/*.js" }), "dist/modules/customer/secret.js": "" },
    text: 'import "#one/modules/customer/secret";',
    reaches: [secret],
  },
  {
    title: "an import of another package",
    files: {
      ...customer({}),
      "modules/courier/package.json": json({
        imports: { "#one": { node: "pg", default: "@food/customer/secret.ts" } },
        dependencies: { pg: "8" },
      }),
    },
    text: 'import "#one";',
    reaches: [secret],
  },
  {
    title: "an export by any condition",
    files: customer({ exports: { "./t": { types: "./secret.ts", default: "./index.ts" }, ".": "./index.ts" } }),
    text: 'import "@food/customer/t";',
    reaches: ["modules/customer/index.ts", secret],
  },
  {
    title: "a main file of a package without exports",
    files: customer({ main: "dist/secret.js" }),
    text: 'import "@food/customer";',
    reaches: [secret],
  },
  {
    title: "a file of a package without exports",
    files: customer({}),
    text: 'import "@food/customer/secret.js";',
    reaches: [secret],
  },
  {
    title: "a built file of a package without exports",
    files: customer({}),
    text: 'import "@food/customer/dist/esm/secret.js";',
    reaches: [secret],
  },
  {
    title: "a package by itself",
    files: { "package.json": json({ name: "food", type: "module", exports: { "./*": "./modules/*.ts" } }) },
    text: 'import "food/customer/secret";',
    reaches: [secret],
  },
  {
    title: "a package by itself, without exports",
    files: { "package.json": json({ name: "food", type: "module" }) },
    text: 'import "food/modules/customer/secret.ts";',
    reaches: [secret],
  },
  {
    title: "a package of a workspace",
    files: { ...workspaces("modules/*"), ...customer({ main: "secret.ts" }) },
    text: 'import "@food/customer";',
    reaches: [secret],
  },
  {
    title: "a package that the workspace excludes, as an external one",
    files: { ...workspaces("modules/*", "!modules/customer"), ...customer({ main: "secret.ts" }) },
    text: 'import "@food/customer";',
    reaches: [],
  },
  {
    title: "a package of a pnpm workspace",
    files: {
      "pnpm-workspace.yaml": 'packages:\n  # all of them\n  - "mod*/**"\n  - "!**/none"\n',
      ...customer({ main: "secret.ts" }),
    },
    text: 'import "@food/customer";',
    reaches: [secret],
  },
  {
    title: "a package that a pnpm workspace excludes",
    files: {
      "pnpm-workspace.yaml": "packages: ['modules/*', '!modules/customer']\n",
      ...customer({ main: "secret.ts" }),
    },
    text: 'import "@food/customer";',
    reaches: [],
  },
  {
    title: "a package of a workspace written with braces, in its older form",
    files: {
      "package.json": json({ workspaces: { packages: ["./{apps,modules}/*/"] } }),
      ...customer({ main: "secret.ts" }),
    },
    text: 'import "@food/customer";',
    reaches: [secret],
  },
  ...(
    [
      ["^1.2.0", "1.3.0", true],
      ["^1.2.0", "2.0.0", false],
      ["~1.2.0", "1.3.0", false],
      ["1.x || >=3 <4", "3.1.0", true],
      ["1.0 - 2.0", "2.0.9", true],
      ["^0.2.0", "0.3.0", false],
      ["2", "1.9.0", false],
      ["workspace:^", "9.9.9", true],
      ["latest", "1.0.0", true],
      ["npm:@food/customer@^1.0.0", "1.1.0", true],
      ["npm:@food/other@1", "1.0.0", false],
      ["github:food/customer", "1.0.0", false],
      ["https://example.com/customer.tgz", "1.0.0", false],
    ] as const
  ).map(
    ([asked, version, own]): Case => ({
      title: `${asked} of a package of the workspace in ${version}`,
      files: { ...workspaces("modules/*"), ...customer({ version, main: "secret.ts" }, asked) },
      text: 'import "@food/customer";',
      reaches: own ? [secret] : [],
    }),
  ),
  ...["file:../customer", "link:../customer", "portal:../customer", "workspace:../customer"].map(
    (asked): Case => ({
      title: `a folder by ${asked}, which is no package of the workspace`,
      files: { ...workspaces("none/*"), ...customer({ main: "secret.ts" }, asked) },
      text: 'import "@food/customer";',
      reaches: [secret],
    }),
  ),
  {
    title: "another name of a package of the workspace",
    files: {
      ...workspaces("modules/*"),
      ...customer({ version: "1.0.0", main: "secret.ts" }),
      "modules/courier/package.json": json({ dependencies: { alias: "npm:@food/customer@1" } }),
    },
    text: 'import "alias";',
    reaches: [secret],
  },
  {
    title: "the nearer of two workspaces",
    files: {
      ...workspaces("modules/*", "modules/courier/own"),
      ...customer({ main: "secret.ts" }),
      "modules/courier/package.json": json({ name: "own", workspaces: ["own"] }),
      "modules/courier/own/package.json": json({ name: "@food/customer", main: "index.ts" }),
      "modules/courier/own/index.ts": "",
    },
    text: 'import "@food/customer";',
    reaches: [],
  },
  {
    title: "paths of a tsconfig that does not include the file",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./modules/*"] } }, "include": ["src"] } // tests\n',
    },
    text: 'import "@/customer/secret";',
    reaches: [secret],
  },
  {
    title: "paths of a tsconfig that does not include the file, below a jsconfig that does",
    files: {
      "jsconfig.json": json({ exclude: ["dist"] }),
      "modules/courier/tsconfig.json": json({
        compilerOptions: { paths: { "~/*": ["../customer/*"] } },
        exclude: ["index.ts"],
      }),
    },
    text: 'import "~/secret";',
    reaches: [secret],
  },
  {
    title: "paths of a tsconfig beside one that does not include the file",
    files: {
      "tsconfig.json": json({ files: [], references: [{ path: "./tsconfig.app.json" }] }),
      "tsconfig.app.json": json({ compilerOptions: { paths: { "@/*": ["./modules/*"] } }, include: ["src"] }),
    },
    text: 'import "@/customer/secret";',
    reaches: [secret],
  },
  {
    title: "paths of a base that nothing extends",
    files: {
      "tsconfig.base.json": json({ compilerOptions: { paths: { "@/*": ["./modules/*"] } } }),
      "modules/courier/tsconfig.json": json({ include: ["lib"] }),
    },
    text: 'import "@/customer/secret";',
    reaches: [secret],
  },
  {
    title: "paths that are inherited from a package of the workspace",
    files: {
      "modules/config/package.json": json({ name: "@food/config" }),
      "modules/config/base.json": json({ compilerOptions: { baseUrl: "../..", paths: { "~*": ["modules/*"] } } }),
      "modules/config/x.ts": "",
      "modules/tsconfig.json": json({ extends: ["@food/config/base"] }),
    },
    text: 'import "~customer/secret";',
    reaches: [secret],
  },
  {
    title: "a path below baseUrl",
    files: { "tsconfig.json": json({ compilerOptions: { baseUrl: "./modules" } }) },
    text: 'import "customer/secret";',
    reaches: [secret],
  },
  {
    title: "paths to built files",
    files: {
      "tsconfig.json": json({ compilerOptions: { paths: { "@food/*": ["./modules/*/dist"] } } }),
      "modules/customer/src/index.ts": "",
    },
    text: 'import "@food/customer";',
    reaches: ["modules/customer/src/index.ts"],
  },
  {
    title: "rootDirs",
    files: { "tsconfig.json": json({ compilerOptions: { rootDirs: ["./modules/courier", "./modules/customer"] } }) },
    text: 'import "./secret";',
    reaches: [secret],
  },
  {
    title: "a folder with an index, with a slash at its end",
    text: 'import "../customer/";',
    reaches: ["modules/customer/index.ts"],
  },
  {
    title: "a folder by dots",
    text: 'import "../customer/inner/..";',
    files: { "modules/customer/inner/one.ts": "" },
    reaches: ["modules/customer/index.ts"],
  },
  {
    title: "a file that is replaced in browsers",
    files: {
      "package.json": json({
        browser: { "./modules/courier/local.js": `./${secret}`, pg: "./modules/customer/index.ts" },
        dependencies: { pg: "8" },
      }),
      "modules/courier/local.ts": "",
    },
    text: 'import "./local"; import "pg";',
    reaches: [secret, "modules/customer/index.ts"],
  },
  {
    title: "a linked folder that is not a package",
    files: {
      ...workspaces("none/*"),
      "modules/courier/package.json": json({ dependencies: { linked: "link:../customer" } }),
    },
    text: 'import "linked/secret";',
    reaches: [secret],
  },
  {
    title: "a specifier with a query",
    files: customer({ main: "index.ts" }),
    text: 'import "@food/customer/secret.ts?raw"; import "../customer/index.ts?worker";',
    reaches: [secret, "modules/customer/index.ts"],
  },
  {
    title: "an undeclared package that is accepted in its file, which `forbidden` covers",
    config: { forbidden: { "*": ["pg"] }, unresolved: { "modules/courier/index.ts": ["pg/lib/client"] } },
    text: 'import "pg/lib/client";',
    reaches: ["forbidden-package"],
  },
  {
    title: "another name of a forbidden package",
    config: { forbidden: { "*": ["pg"] } },
    files: { "package.json": json({ dependencies: { database: "npm:pg@8" } }) },
    text: 'import "database/lib";',
    reaches: ["forbidden-package"],
  },
  {
    title: "an installed package by its path",
    config: { forbidden: { "*": ["@scope/pg"] } },
    files: { "node_modules/@scope/pg/i.js": "" },
    text: 'import "../../node_modules/@scope/pg/i.js";',
    reaches: ["forbidden-package"],
  },
  {
    title: "an accepted import, once it is resolved",
    config: { unresolved: { "modules/courier/index.ts": ["../customer/secret"] }, external: ["@food/*"] },
    files: customer({ main: "index.ts" }),
    text: 'import "../customer/secret"; import "@food/customer";',
    reaches: [secret, "modules/customer/index.ts"],
  },
  ...["./dist/one.ts", "./coverage/one", "./.hidden/one.js", "./.hidden.ts", "./seamline.config.ts"].map(
    (specifier): Case => ({
      title: `code of the module that is not read, existing or not: ${specifier}`,
      text: `import "${specifier}";`,
      reaches: ["computed-import"],
    }),
  ),
  {
    title: "existing code of the module that is not read",
    files: { "modules/courier/dist/one.ts": 'import "../../customer/secret.ts";' },
    text: 'import "./dist/one.ts";',
    reaches: ["computed-import"],
  },
];

describe("seamline check resolves", () => {
  let repository: TestRepository | undefined;
  afterEach(() => repository?.dispose());
  const open = (
    text: string,
    files: Readonly<Record<string, string>> = {},
    config: Partial<CheckConfig> = {},
  ): TestRepository => {
    repository = createRepository(
      { modules: ["modules/courier", "modules/customer"], shared: ["shared"], ...config },
      {
        "modules/courier/index.ts": `${text}\n`,
        "modules/customer/index.ts": "export {};\n",
        [secret]: "export {};\n",
        [other]: "export {};\n",
        ...files,
      },
    );
    return repository;
  };

  it.each(cases)("$title", async ({ text, files, config, reaches }) => {
    const { violations } = await open(text, files, config).check();
    const found = violations.map(({ rule, found }) => (rule === "internals" ? found.replace(/^.*: /, "") : rule));
    expect([...new Set(found)].sort()).toEqual([...reaches].sort());
  });

  it("a link to another module's folder or file", async () => {
    const { folder, check } = open('import "./link/secret.ts"; import "./file.ts";');
    symlinkSync(join(folder, "modules/customer"), join(folder, "modules/courier/link"));
    symlinkSync(join(folder, secret), join(folder, "modules/courier/file.ts"));
    expect(lines(await check())).toEqual([
      "internals modules/courier/index.ts:1:8 courier",
      "internals modules/courier/index.ts:1:35 courier",
    ]);
  });

  it("a relative import that leads out of the repository as code that is not read", async () => {
    const { folder, check, write } = open("export {};");
    write({
      "inner/seamline.config.ts": `export default ${json({ check: { modules: ["m/*"] } })};`,
      "inner/m/a/i.ts": 'import "../../../shared/stub.ts";',
    });
    expect(lines(await check({ cwd: join(folder, "inner") }))).toEqual(["computed-import m/a/i.ts:1:8 a"]);
  });

  it("two packages of one name as the first, with a notice", async () => {
    const { violations, notices } = await open('import "@food/customer";', {
      ...customer({ main: "secret.ts" }),
      "shared/package.json": json({ name: "@food/customer", main: "stub.ts" }),
    }).check();
    expect(violations).toHaveLength(1);
    expect(notices).toEqual([
      "the name @food/customer has more than one package: modules/customer, shared; imports of it resolve to modules/customer",
    ]);
  });

  it("without a configuration that is not installed, with a notice", async () => {
    const { violations, notices } = await open('import "../customer/secret";', {
      "modules/courier/tsconfig.json": json({ extends: "@tsconfig/node20/tsconfig.json" }),
    }).check();
    expect(violations).toHaveLength(1);
    expect(notices).toEqual([
      "read without extended settings that are not installed, and without their aliases: @tsconfig/node20/tsconfig.json in modules/courier/tsconfig.json",
    ]);
  });

  it("nothing by an alias that only such a configuration could have", async () => {
    const lost = open('import "@alias/one";', {
      "modules/tsconfig.json": json({ extends: "@tsconfig/node20/tsconfig.json" }),
    });
    await expect(lost.check()).rejects.toThrow('expected "@alias/one" to name a file or a package');
  });

  it.each([
    [
      "import of a workspace's fixture",
      'import "@food/fixture";',
      {
        ...workspaces("modules/*"),
        "fixtures/one/package.json": json({ name: "@food/fixture" }),
        "fixtures/one/index.ts": "",
      },
    ],
    [
      "entry that is excluded",
      'import "@food/customer/inner/one";',
      customer({ exports: { "./*": "./*.ts", "./inner/*": null } }),
    ],
    ["path in another case", 'import "../Customer/secret.ts";', {}],
  ])("no %s", async (_title, text, files) => {
    await expect(open(text, files).check()).rejects.toThrow("to name a file or a package, found neither");
  });
});
