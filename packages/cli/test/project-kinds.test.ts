/**
 * Repositories of users: CommonJS or no `type`, configurations with every extension, imports of
 * every style.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

const contract = (from: string): string => `import { defineContract } from "@seamline/core";
import { Item } from "${from}";
export const shopContract = defineContract("shop", { operations: { get: { output: Item } } });
`;
const item = 'import { z } from "zod";\nexport const Item = z.object({ name: z.string() });\n';
const configuration =
  'import { defineConfig } from "@seamline/cli";\nexport default defineConfig({ clients: ["api"] });\n';

describe("seamline", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = createWorkspace();
    workspace.write("api/src/contract.ts", contract("./item.ts"));
    workspace.write("api/src/item.ts", item);
  });
  afterEach(() => workspace.dispose());

  const types = [undefined, "commonjs", "module"];
  it.each(types.flatMap((type) => types.map((own) => [type, own])))(
    "loads configuration and contracts as ES modules: package %s, client %s",
    async (type, own) => {
      workspace.write("package.json", JSON.stringify({ type }));
      workspace.write("api/package.json", JSON.stringify({ type: own }));
      workspace.write("seamline.config.ts", configuration);
      const { code, stdout, stderr } = await workspace.seamline(["generate"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("7 files of 1 client changed");
    },
  );

  it.each([
    ["seamline.config.mts", configuration],
    ["seamline.config.cts", configuration],
    ["seamline.config.cts", 'module.exports = { clients: ["api"] };\n'],
    ["seamline.config.js", configuration],
    ["seamline.config.mjs", configuration],
    ["seamline.config.cjs", 'exports.__esModule = true;\nexports.default = { clients: ["api"] };\n'],
    ["seamline.config.js", 'const { join } = require("node:path");\nmodule.exports = { clients: [join("api")] };\n'],
  ])("finds %s in a CommonJS project: %s", async (file, text) => {
    workspace.write("package.json", JSON.stringify({ type: "commonjs" }));
    workspace.write(file, text);
    expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0, stderr: "" });
  });

  it("leaves CommonJS files to Node", async () => {
    workspace.write("package.json", JSON.stringify({ type: "commonjs" }));
    workspace.write("seamline.config.ts", configuration);
    workspace.write("api/src/contract.ts", contract("./item.js"));
    workspace.write("api/src/item.js", 'const { z } = require("zod");\nexports.Item = z.string();\n');
    expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [
      "names what CommonJS has and modules lack",
      "console.log(__dirname);",
      "__dirname is not defined in ES module scope",
    ],
    ["names the line of a syntax error", "export const a = 1;\n\nconst a = 2;", "contract.ts:3: Identifier `a`"],
    ["names a decorator", "export const a = 1;\n@tag class A {}", "contract.ts:2: Invalid or unexpected token"],
  ])("%s", async (_name, text, expected) => {
    workspace.write("package.json", JSON.stringify({ type: "commonjs" }));
    workspace.write("seamline.config.ts", configuration);
    workspace.write("api/src/contract.ts", `${text}\nexport {};\n`);
    const { code, stderr } = await workspace.seamline(["generate"]);
    expect(code).toBe(1);
    expect(stderr).toContain(expected);
  });

  it("refuses two configurations in one folder", async () => {
    workspace.write("seamline.config.ts", configuration);
    workspace.write("seamline.config.mjs", configuration);
    const { code, stderr } = await workspace.seamline(["generate"]);
    expect(code).toBe(1);
    expect(stderr).toContain("seamline.config.ts: expected one configuration, found also");
  });

  it("searches upwards for the configuration, up to the repository's root", async () => {
    workspace.write("seamline.config.ts", configuration);
    mkdirSync(join(workspace.folder, "app/deep"), { recursive: true });
    expect(await workspace.seamline(["generate"], {}, "app/deep")).toMatchObject({ code: 0, stderr: "" });
    expect((await workspace.seamline(["generate", "--check"], {}, "app")).code).toBe(0);
    execFileSync("git", ["init", "--quiet", "app"], { cwd: workspace.folder });
    expect((await workspace.seamline(["generate"], {}, "app/deep")).stderr).toContain("expected client folders");
    expect((await workspace.seamline(["generate", "--cwd", "api"])).stderr).toContain("expected client folders");
  });

  it.each([
    ["ts", "./item.ts", "./item.ts"],
    ["js", "./item.js", "./types.js"],
    ["none", "./item", "./types"],
    ["none", "./item.js", "./types"],
  ])(
    "generates imports with the ending of importExtension, and loads contracts with it: %s, %s",
    async (style, own, types) => {
      workspace.write("seamline.config.mts", `export default { clients: ["api"], importExtension: "${style}" };\n`);
      workspace.write("api/src/contract.ts", contract(own));
      expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0, stderr: "" });
      const sources = workspace.list("api/src/generated").filter((file) => file.endsWith(".ts"));
      const specifiers = sources.flatMap((file) =>
        [...workspace.read(`api/src/generated/${file}`).matchAll(/ from "(\.[^"]+)"/g)].map(([, from = ""]) => from),
      );
      const ending = { ts: /\w\.ts$/, js: /\w\.js$/, none: /\/\w[\w-]*$/ }[style] as RegExp;
      expect(specifiers.length).toBeGreaterThan(5);
      expect(specifiers.filter((from) => !ending.test(from))).toEqual([]);
      if (style !== "ts") expect(specifiers).toContain(types);
      expect((await workspace.seamline(["generate", "--check"])).code).toBe(0);
    },
  );

  it("follows the paths of the nearest tsconfig", async () => {
    workspace.write("seamline.config.ts", configuration);
    workspace.write("tsconfig.json", '{ "compilerOptions": { "paths": { "@shared/*": ["./shared/*"] } } }');
    workspace.write("shared/item.ts", item);
    workspace.write("api/src/contract.ts", contract("@shared/item"));
    expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0, stderr: "" });
    workspace.write("shared/item.ts", item.replace("name", "title"));
    expect((await workspace.seamline(["generate", "--check"])).code).toBe(1);
    workspace.write("tsconfig.json", "{}");
    expect((await workspace.seamline(["generate"])).stderr).toContain('the package "@shared/item" is not installed');
  });

  it.each([
    ["generate --check", "api/src/contract.ts", "process.exit(0);"],
    ["generate", "api/src/item.ts", "export const Item = process.exit(0) as never;"],
    ["generate", "api/src/contract.ts", "await new Promise(() => undefined);"],
    ["diff --against HEAD", "seamline.config.ts", "process.exit(0);"],
    ["check --no-cache", "seamline.config.ts", "process.exit(0);"],
    [
      "check --no-cache",
      "seamline.config.ts",
      "process.exitCode = 0; setTimeout(() => process.exit(0)); await new Promise(() => undefined);",
    ],
    ["explain shop", "seamline.config.ts", "process.exit();"],
    ["generate", "api/src/contract.ts", 'process.on("exit", () => { process.exitCode = 0; }); throw new Error("no");'],
    ["generate", "api/src/contract.ts", 'setTimeout(() => process.exit(0), 50); throw new Error("no");'],
  ])("%s fails where %s ends the process: %s", async (command, file, text) => {
    workspace.write("seamline.config.ts", configuration);
    workspace.write(file, `export {};\n${text}\n`);
    const { code, stderr } = await workspace.seamline(command.split(" "));
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(/^error: (?:api\/src\/contract|seamline\.config)\.ts:/);
  });

  it("prints its version, and help without failing", async () => {
    const { version } = JSON.parse(workspace.read("node_modules/@seamline/cli/package.json"));
    expect(await workspace.seamline(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    expect((await workspace.seamline(["--help"])).code).toBe(0);
  });
});
