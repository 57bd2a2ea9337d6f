/** The packed packages under test runners other than vitest, with the recipes of the guide. */

import { execFile } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSnippets, root } from "./snippets.ts";
import { createFolder, unpack } from "./tarballs.ts";

const execute = promisify(execFile);
const guide = "docs/guide/testing.md";

/** Since 24.9 Node lets jest load ES modules by `require`. */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const requiresModules = major > 24 || (major === 24 && minor >= 9);

describe("the packed packages, under other test runners", () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  beforeAll(async () => {
    folder = await createFolder();
    await unpack(["core", "http", "testing"], folder.path, ["jest", "@swc/jest"]);
  }, 120_000);
  afterAll(() => folder.remove());

  /** Runs jest in a project of its own, with the guide's test and ours. */
  async function jest(name: string, type: string, config: string, options?: string): Promise<string> {
    const cwd = join(folder.path, name);
    await mkdir(cwd);
    await symlink(join(folder.path, "node_modules"), join(cwd, "node_modules"));
    await writeFile(join(cwd, "package.json"), JSON.stringify({ type }));
    await cp(join(root, "test/jest"), cwd, { recursive: true });
    for (const { file, text } of await readSnippets(guide)) {
      if (file === "jest/stock.test.ts") await writeFile(join(cwd, "stock.test.ts"), text);
      if (file === `jest/${config}`) await writeFile(join(cwd, "jest.config.cjs"), text);
    }
    const env = { ...process.env, NODE_OPTIONS: options ?? "" };
    const { stderr } = await execute("node", [join("node_modules", "jest", "bin", "jest.js")], { cwd, env });
    return stderr;
  }

  it("run in jest, compiled to CommonJS as the tests are", async () => {
    expect(await jest("compiled", "commonjs", "jest.config.cjs")).toContain("Tests:       4 passed, 4 total");
  });

  it.runIf(requiresModules)("run in jest's CommonJS tests, loaded as ES modules", async () => {
    const output = await jest("required", "commonjs", "jest.required.cjs", "--experimental-vm-modules");
    expect(output).toContain("Tests:       4 passed, 4 total");
  });

  it("run in jest's ES modules", async () => {
    const output = await jest("modules", "module", "jest.modules.cjs", "--experimental-vm-modules");
    expect(output).toContain("Tests:       4 passed, 4 total");
  });

  it("run in CommonJS tests of node:test, which loads them by require", async () => {
    const cwd = join(folder.path, "required-by-node");
    await mkdir(cwd);
    await writeFile(join(cwd, "package.json"), JSON.stringify({ type: "commonjs" }));
    const [snippet] = (await readSnippets(guide)).filter(({ file }) => file === "node/stock.test.cjs");
    await writeFile(join(cwd, "stock.test.cjs"), snippet?.text ?? "");
    const { stdout, stderr } = await execute("node", ["--test"], { cwd });
    expect(stdout).toMatch(/pass 1\n/);
    expect(stderr).toBe("");
  });
});
