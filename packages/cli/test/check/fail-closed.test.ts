/** Whatever was not checked fails the check, and says what to do. */

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
  /** Over a configuration with these two modules. */
  readonly config?: object;
  readonly files?: Readonly<Record<string, string>>;
  /** Each a part of the message: the place, what was expected, the next step. */
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "a syntax error",
    files: { "modules/courier/broken.ts": "export const one = 1;\nexport const two = ;\n" },
    says: ["modules/courier/broken.ts:2:20", "expected TypeScript or JavaScript", "check.ignore"],
  },
  {
    title: "a syntax error in a module's JavaScript",
    files: { "modules/courier/broken.js": "import { from './a.js'" },
    says: ["modules/courier/broken.js:1:"],
  },
  {
    title: "code that is nested too deeply to be followed",
    files: { "modules/courier/deep.js": `require("node:fs") + ${'"a" + '.repeat(12_000)} 1;` },
    says: ["modules/courier/deep.js: expected code that is written by hand", "check.ignore"],
  },
  {
    title: "a relative import of nothing",
    files: { "modules/courier/lost.ts": 'import "../customer/nowhere.ts";\n' },
    says: ['modules/courier/lost.ts:1:8: expected "../customer/nowhere.ts" to name a file', "check.external"],
  },
  {
    title: "an alias that no tsconfig has",
    files: { "modules/courier/lost.ts": 'import "@modules/customer";\n' },
    says: ["modules/courier/lost.ts:1:8", "no declared dependency", "install or generate what is missing"],
  },
  {
    title: "an alias to nothing",
    files: {
      "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "@modules/*": ["./modules/*"] } } }),
      "modules/courier/lost.ts": 'import "@modules/costumer/index.ts";\n',
    },
    says: ["modules/courier/lost.ts:1:8"],
  },
  {
    title: "a tsconfig that extends a file which is not there",
    files: {
      "modules/courier/tsconfig.json": JSON.stringify({ extends: "./nowhere.json" }),
      "modules/courier/lost.ts": 'import "./index.ts";\n',
    },
    says: [
      "modules/courier/tsconfig.json: expected a tsconfig.json",
      'it extends "./nowhere.json", which is not there',
    ],
  },
  {
    title: "a tsconfig that cannot be read",
    files: {
      "modules/courier/tsconfig.json": "{ paths",
      "modules/courier/lost.ts": 'import "../customer/index.ts";\n',
    },
    says: ["expected a tsconfig.json", "tsconfig.json"],
  },
  {
    title: "a private import that package.json does not have",
    files: { "modules/courier/lost.ts": 'import "#customer";\n' },
    says: ["modules/courier/lost.ts:1:8"],
  },
  {
    title: "an entry that a package of the workspace does not export",
    files: {
      "modules/customer/package.json": JSON.stringify({ name: "@food/customer", exports: { ".": "./index.ts" } }),
      "modules/courier/package.json": JSON.stringify({ dependencies: { "@food/customer": "workspace:*" } }),
      "modules/courier/lost.ts": 'import "@food/customer/internals";\n',
    },
    says: ["modules/courier/lost.ts:1:8", "the package @food/customer in modules/customer does not export it"],
  },
  {
    title: "a package.json that is not JSON",
    files: { "modules/courier/package.json": "{" },
    says: ["modules/courier/package.json: expected JSON"],
  },
  {
    title: "a module without files",
    config: { modules: { courier: "modules/courier", kitchen: "modules/kitchen" } },
    says: [
      'check.modules.kitchen: expected source files in "modules/kitchen", found none',
      "correct the pattern or remove it",
    ],
  },
  {
    title: "a pattern without files",
    config: { modules: ["modules/*", "more/*"] },
    says: ['check.modules: expected source files in "more/*"'],
  },
  {
    title: "a pattern that only files match",
    config: { modules: ["modules/*", "more/*"] },
    files: { "more/loose.ts": "export {};" },
    says: ['check.modules: expected source files in "more/*"'],
  },
  { title: "shared code without files", config: { shared: ["shared/*"] }, says: ["check.shared"] },
  { title: "a composition root without files", config: { roots: ["app"] }, says: ["check.roots"] },
  { title: "client packages without files", config: { clients: ["sdk/*"] }, says: ["check.clients"] },
  {
    title: "two owners of one folder",
    config: { modules: { courier: "modules/courier", other: "modules/courier" } },
    says: ["modules/courier: expected one owner, found two"],
  },
  {
    title: "a package that the workspace does not have",
    config: { modules: { courier: "package:@food/courier" } },
    says: ["check.modules.courier: expected a package of this workspace, found none with the name @food/courier"],
  },
  {
    title: "an edge from nobody",
    config: { edges: { kitchen: [] } },
    says: ['check.edges: expected the name of a module, found "kitchen"', "courier, customer"],
  },
  {
    title: "an edge to nobody",
    config: { edges: { courier: ["kitchen"] } },
    says: ["check.edges.courier", '"kitchen"'],
  },
  {
    title: "a public part that has no name",
    config: { edges: { courier: { customer: { parts: ["rates"] } } } },
    says: ["check.edges.courier.customer.parts", '"rates"', "check.modules.customer.public"],
  },
  {
    title: "a private part without files",
    config: { modules: { courier: { path: "modules/courier", private: ["secrets"] } } },
    says: ["check.modules.courier.private", '"secrets"'],
  },
  { title: "packages forbidden to nobody", config: { forbidden: { kitchen: ["pg"] } }, says: ["check.forbidden"] },
  {
    title: "a baseline of nobody",
    config: { baseline: { modes: { kitchen: "frozen" } } },
    says: ["check.baseline.modes"],
  },
  {
    title: "no modules and no floors",
    config: { modules: [] },
    says: ["check: expected modules or floors", "seamline init"],
  },
  {
    title: "a floor without files",
    config: { floors: [{ within: "modules", order: ["courier", "customer", "kitchen"] }] },
    says: ["modules/kitchen, found none"],
  },
  {
    title: "a folder on no floor",
    config: { floors: [{ within: "modules", order: ["courier"] }] },
    says: ["expected a floor for every folder of modules, found none for customer"],
  },
  {
    title: "everything ignored",
    config: { ignore: ["**"] },
    says: ["expected source files, found none", "check.ignore"],
  },
  {
    title: "a relative specifier that a bundler is said to provide",
    config: { external: ["virtual:*", "../customer/nowhere"] },
    says: ["check.external[1]", '"../customer/nowhere"', "write it in check.unresolved"],
  },
  {
    title: "an import that is accepted in another file only",
    config: { unresolved: { "modules/courier/index.ts": ["./nowhere.ts"] } },
    files: { "modules/customer/lost.ts": 'import "./nowhere.ts";\n' },
    says: ["modules/customer/lost.ts:1:8", "check.unresolved"],
  },
  {
    title: "an unknown setting",
    config: { module: [] },
    says: ["check.module: no setting; did you mean modules?"],
  },
  {
    title: "an unknown setting of a module",
    config: { modules: { courier: { path: "a", privat: [] } } },
    says: ["check.modules.courier.privat: no setting; did you mean private?"],
  },
  {
    title: "an unknown setting of an edge",
    config: { edges: { courier: { customer: { type: "only" } } } },
    says: ["check.edges.courier.customer.type: no setting; did you mean types?"],
  },
  {
    title: "a mode that there is not",
    config: { baseline: { mode: "shrink" } },
    says: ['check.baseline.mode: expected "frozen" or "shrinking" or "open", found "shrink"'],
  },
  {
    title: "a setting of another type",
    config: { modules: { courier: { path: 1 } } },
    says: ["check.modules.courier.path: expected a folder or an array of folders, found 1"],
  },
  {
    title: "a baseline edited by hand",
    files: { "boundaries/courier.txt": "# Accepted violations of courier\ninternals b -> c\ninternals a -> c\n" },
    says: ["boundaries/courier.txt: expected the file as seamline writes it", "restore it"],
  },
  {
    title: "a merge conflict in a baseline",
    files: { "boundaries/courier.txt": "<<<<<<< HEAD\n" },
    says: ["boundaries/courier.txt: expected the file as seamline writes it"],
  },
];

describe("seamline check fails for", () => {
  let repository: TestRepository | undefined;
  afterEach(() => repository?.dispose());

  it.each(cases)("$title", async ({ config, files, says }) => {
    repository = createRepository({ modules: ["modules/*"], ...config }, { ...sources, ...files });
    const failure = await repository.check().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(failure).toBeInstanceOf(UserError);
    for (const part of says) expect((failure as UserError).message).toContain(part);
    // Nothing that one run has learnt may let the next one pass.
    mkdirSync(join(repository.folder, "node_modules"), { recursive: true });
    await expect(repository.check()).rejects.toThrow(UserError);
    await expect(repository.check()).rejects.toThrow(UserError);
  });
});

describe("the process", () => {
  it("exits with 1 and prints the reason when something was not checked, whatever the format", async () => {
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
