/** Every unchecked part fails the check, with the next step. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/error/user-error.ts";
import { createWorkspace } from "../workspace.ts";
import { createRepository, type TestRepository } from "./repository.ts";

const sources = {
  "modules/courier/index.ts": "export const courier = 1;\n",
  "modules/customer/index.ts": "export const customer = 1;\n",
};

interface Case {
  readonly title: string;
  /** Added to a configuration with these two modules. */
  readonly config?: object;
  readonly files?: Readonly<Record<string, string>>;
  /** Parts of the message: the position, the expectation, the next step. */
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "a syntax error",
    files: { "modules/courier/broken.ts": "export const one = 1;\nexport const two = ;\n" },
    expected: ["modules/courier/broken.ts:2:20", "expected TypeScript or JavaScript", "check.ignore"],
  },
  {
    title: "a syntax error in a module's JavaScript",
    files: { "modules/courier/broken.js": "import { from './a.js'" },
    expected: ["modules/courier/broken.js:1:"],
  },
  {
    title: "code that is nested too deeply to be followed",
    files: { "modules/courier/deep.js": `require("node:fs") + ${'"a" + '.repeat(12_000)} 1;` },
    expected: ["modules/courier/deep.js: expected hand-written code", "check.ignore"],
  },
  {
    title: "a relative import without a target",
    files: { "modules/courier/lost.ts": 'import "../customer/nowhere.ts";\n' },
    expected: ['modules/courier/lost.ts:1:8: expected "../customer/nowhere.ts" to name a file', "check.external"],
  },
  {
    title: "an alias that no tsconfig has",
    files: { "modules/courier/lost.ts": 'import "@modules/customer";\n' },
    expected: ["modules/courier/lost.ts:1:8", "no declared dependency", "install or generate what is missing"],
  },
  {
    title: "an alias without a target",
    files: {
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@modules/*": ["./modules/*"] } } }),
      "modules/courier/lost.ts": 'import "@modules/costumer/index.ts";\n',
    },
    expected: ["modules/courier/lost.ts:1:8"],
  },
  {
    title: "a tsconfig that extends a missing file",
    files: {
      "modules/courier/tsconfig.json": JSON.stringify({ extends: "./nowhere.json" }),
      "modules/courier/lost.ts": 'import "./index.ts";\n',
    },
    expected: [
      "modules/courier/tsconfig.json: expected a tsconfig.json",
      'extends "./nowhere.json", which does not exist',
    ],
  },
  {
    title: "a tsconfig that cannot be read",
    files: {
      "modules/courier/tsconfig.json": "{ paths",
      "modules/courier/lost.ts": 'import "../customer/index.ts";\n',
    },
    expected: ["expected a tsconfig.json", "tsconfig.json"],
  },
  {
    title: "a private import missing in package.json",
    files: { "modules/courier/lost.ts": 'import "#customer";\n' },
    expected: ["modules/courier/lost.ts:1:8"],
  },
  {
    title: "an entry that a package of the workspace does not export",
    files: {
      "modules/customer/package.json": JSON.stringify({ name: "@food/customer", exports: { ".": "./index.ts" } }),
      "modules/courier/package.json": JSON.stringify({ dependencies: { "@food/customer": "workspace:*" } }),
      "modules/courier/lost.ts": 'import "@food/customer/internals";\n',
    },
    expected: ["modules/courier/lost.ts:1:8", "the package @food/customer in modules/customer does not export it"],
  },
  {
    title: "a package.json that is not JSON",
    files: { "modules/courier/package.json": "{" },
    expected: ["modules/courier/package.json: expected JSON"],
  },
  {
    title: "a module without files",
    config: { modules: { courier: "modules/courier", kitchen: "modules/kitchen" } },
    expected: [
      'check.modules.kitchen: expected source files in "modules/kitchen", found none',
      "correct the pattern or remove it",
    ],
  },
  {
    title: "a pattern without files",
    config: { modules: ["modules/*", "more/*"] },
    expected: ['check.modules: expected source files in "more/*"'],
  },
  {
    title: "a pattern that only files match",
    config: { modules: ["modules/*", "more/*"] },
    files: { "more/loose.ts": "export {};" },
    expected: ['check.modules: expected source files in "more/*"'],
  },
  { title: "shared code without files", config: { shared: ["shared/*"] }, expected: ["check.shared"] },
  { title: "a composition root without files", config: { roots: ["app"] }, expected: ["check.roots"] },
  { title: "client packages without files", config: { clients: ["sdk/*"] }, expected: ["check.clients"] },
  {
    title: "two owners of one folder",
    config: { modules: { courier: "modules/courier", other: "modules/courier" } },
    expected: ["modules/courier: expected one owner, found two"],
  },
  {
    title: "a package that the workspace does not have",
    config: { modules: { courier: "package:@food/courier" } },
    expected: ["check.modules.courier: expected a package of this workspace, found none with the name @food/courier"],
  },
  {
    title: "an edge from an unknown module",
    config: { edges: { kitchen: [] } },
    expected: ['check.edges: expected the name of a module, found "kitchen"', "courier, customer"],
  },
  {
    title: "an edge to an unknown module",
    config: { edges: { courier: ["kitchen"] } },
    expected: ["check.edges.courier", '"kitchen"'],
  },
  {
    title: "a public part that has no name",
    config: { edges: { courier: { customer: { parts: ["rates"] } } } },
    expected: ["check.edges.courier.customer.parts", '"rates"', "check.modules.customer.public"],
  },
  {
    title: "a private part without files",
    config: { modules: { courier: { path: "modules/courier", private: ["secrets"] } } },
    expected: ["check.modules.courier.private", '"secrets"'],
  },
  {
    title: "packages forbidden to an unknown module",
    config: { forbidden: { kitchen: ["pg"] } },
    expected: ["check.forbidden"],
  },
  {
    title: "a baseline of an unknown owner",
    config: { baseline: { modes: { kitchen: "frozen" } } },
    expected: ["check.baseline.modes"],
  },
  {
    title: "no modules and no floors",
    config: { modules: [] },
    expected: ["check: expected modules or floors", "seamline init"],
  },
  {
    title: "a floor without files",
    config: { floors: [{ within: "modules", order: ["courier", "customer", "kitchen"] }] },
    expected: ["modules/kitchen, found none"],
  },
  {
    title: "a folder on no floor",
    config: { floors: [{ within: "modules", order: ["courier"] }] },
    expected: ["expected a floor for every folder of modules, found none for customer"],
  },
  {
    title: "everything ignored",
    config: { ignore: ["**"] },
    expected: ["expected source files, found none", "check.ignore"],
  },
  {
    title: "a relative specifier among those of a bundler",
    config: { external: ["virtual:*", "../customer/nowhere"] },
    expected: ["check.external[1]", '"../customer/nowhere"', "write it in check.unresolved"],
  },
  {
    title: "an import that is accepted in another file only",
    config: { unresolved: { "modules/courier/index.ts": ["./nowhere.ts"] } },
    files: { "modules/customer/lost.ts": 'import "./nowhere.ts";\n' },
    expected: ["modules/customer/lost.ts:1:8", "check.unresolved"],
  },
  {
    title: "an unknown setting",
    config: { module: [] },
    expected: ["check.module: no setting; did you mean modules?"],
  },
  {
    title: "an unknown setting of a module",
    config: { modules: { courier: { path: "a", privat: [] } } },
    expected: ["check.modules.courier.privat: no setting; did you mean private?"],
  },
  {
    title: "an unknown setting of an edge",
    config: { edges: { courier: { customer: { type: "only" } } } },
    expected: ["check.edges.courier.customer.type: no setting; did you mean types?"],
  },
  {
    title: "an unknown mode",
    config: { baseline: { mode: "shrink" } },
    expected: ['check.baseline.mode: expected "frozen" or "shrinking" or "open", found "shrink"'],
  },
  {
    title: "a setting of another type",
    config: { modules: { courier: { path: 1 } } },
    expected: ["check.modules.courier.path: expected a folder or an array of folders, found 1"],
  },
  {
    title: "a baseline edited by hand",
    files: { "boundaries/courier.txt": "# Accepted violations of courier\ninternals b -> c\ninternals a -> c\n" },
    expected: ["boundaries/courier.txt: expected the file as seamline writes it", "restore it"],
  },
  {
    title: "a merge conflict in a baseline",
    files: { "boundaries/courier.txt": "<<<<<<< HEAD\n" },
    expected: ["boundaries/courier.txt: expected the file as seamline writes it"],
  },
];

describe("seamline check fails for", () => {
  let repository: TestRepository | undefined;
  afterEach(() => repository?.dispose());

  it.each(cases)("$title", async ({ config, files, expected }) => {
    repository = createRepository({ modules: ["modules/*"], ...config }, { ...sources, ...files });
    const failure = await repository.check().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(failure).toBeInstanceOf(UserError);
    for (const part of expected) expect((failure as UserError).message).toContain(part);
    // No result of one run may let the next one pass.
    mkdirSync(join(repository.folder, "node_modules"), { recursive: true });
    await expect(repository.check()).rejects.toThrow(UserError);
    await expect(repository.check()).rejects.toThrow(UserError);
  });
});

describe("the process", () => {
  it("exits with 1 and prints the reason if a part was not checked, in every format", async () => {
    const workspace = createWorkspace();
    try {
      workspace.write("seamline.config.ts", "export default {};\n");
      const none = await workspace.seamline(["check"]);
      expect(none).toMatchObject({ code: 1, stdout: "" });
      expect(none.stderr).toContain("expected `check: { … }` with the boundaries, found none; run `seamline init`");
      workspace.write("main.ts", "export {};\n");
      workspace.write("other.config.ts", 'export default { check: { modules: ["modules/*"] } };\n');
      const formats = ["text", "json", "sarif", "github", "junit", "markdown"];
      const outcomes = await Promise.all(
        formats.map((format) => workspace.seamline(["check", "--config", "other.config.ts", "--format", format])),
      );
      expect(outcomes.map(({ code }) => code)).toEqual(formats.map(() => 1));
      for (const { stderr } of outcomes) expect(stderr).toContain('expected source files in "modules/*", found none');
      expect((await workspace.seamline(["check", "--format", "xml"])).code).toBe(1);
    } finally {
      workspace.dispose();
    }
  });
});
