/** A second copy of this package in one process: found when it is loaded, or when calls are served. */

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../src/platform/copies.ts";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "copies-")));
  await symlink(modules, join(folder, "node_modules"));
  await cp(source, join(folder, "copied"), { recursive: true });
  for (const format of ["esm", "cjs"] as const) {
    const outfile = join(folder, `bundled.${format === "esm" ? "mjs" : "cjs"}`);
    await build({
      entryPoints: [join(source, "index.ts")],
      bundle: true,
      minify: true,
      platform: "node",
      format,
      outfile,
    });
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a program; returns what it writes to stderr. */
async function run(program: string): Promise<string> {
  const file = join(folder, "program.mts");
  await writeFile(file, program);
  const { stderr } = await promisify(execFile)(process.execPath, [file], { env: { ...process.env, NODE_OPTIONS: "" } });
  return stderr;
}

const own = JSON.stringify(join(source, "index.ts"));
const start = `
const contract = core.defineContract("shop", { operations: { buy: {} } });
const module = core.defineModule({ contract, start: () => ({ buy() {} }) });
const app = core.createApplication({ modules: { shop: { contract, load: async () => module } } });
await app.start();
await app.client(contract).buy();
await app.stop();`;

describe("a second copy of core", () => {
  it.each(["./bundled.mjs", "./bundled.cjs", "./copied/index.ts"])("%s is reported once", async (other) => {
    const import1 = `const core = await import(${own});`;
    const import2 = `await import(${JSON.stringify(other)});`;
    const programs = [import1 + import2 + start, import1 + start + import2, `${import1}${import2}{${start}}{${start}}`];
    for (const program of programs) {
      const text = await run(program);
      expect(text.split("\n").filter((line) => line.includes("copies of @seamline/core"))).toHaveLength(1);
      expect(text).toContain(`seamline: 2 copies of @seamline/core are loaded: ${version} at ${source}`);
      expect(text).toContain(join(folder, dirname(other)));
      expect(text).toContain("npm ls @seamline/core");
    }
  });

  it("is no matter for a process that serves no calls, nor is one copy", async () => {
    expect(await run(`const core = await import(${own}); await import("./bundled.mjs");`)).toBe("");
    expect(await run(`const core = await import(${own});${start}`)).toBe("");
  });

  it("is named by the error that it causes", async () => {
    const text = await run(`
const core = await import(${own});
const { getApplicationHost } = await import(${JSON.stringify(`${join(source, "extend.ts")}`)});
const other = await import("./bundled.mjs");
try { getApplicationHost(other.createApplication({ modules: {} })) } catch (error) { console.error(error.message) }`);
    expect(text).toContain(
      "expected an application made by createApplication(); 2 copies of @seamline/core are loaded: ",
    );
  });

  it("is found past anything that other code has put in the place of the list", async () => {
    const put = `globalThis[Symbol.for("seamline.copies")] = { copies: [{}], serving: 1 };`;
    expect(await run(`${put}const core = await import(${own});await import("./bundled.mjs");${start}`)).toContain(
      "2 copies",
    );
  });
});

it("version is that of the package", async () => {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  expect((JSON.parse(text) as { version: string }).version).toBe(version);
});
