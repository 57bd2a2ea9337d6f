/**
 * Applications in one file, as people deploy them to functions and containers: made from the packed
 * packages by several bundlers, and run where no package is installed.
 */

import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BuildOptions, build } from "esbuild";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./snippets.ts";
import { createFolder, unpack } from "./tarballs.ts";

const execute = promisify(execFile);
const require = createRequire(import.meta.url);

/** What esbuild needs in an ES module with CommonJS dependencies, undici among them. */
const banner = [
  'import { createRequire } from "node:module";',
  'import path, { dirname } from "node:path";',
  'import { fileURLToPath } from "node:url";',
  "const require = createRequire(import.meta.url);",
  "const __filename = fileURLToPath(import.meta.url);",
  "const __dirname = dirname(__filename);",
].join("\n");

type Bundle = (entry: string, file: string) => Promise<unknown>;

function byEsbuild(options: BuildOptions): Bundle {
  return (entry, outfile) =>
    build({ entryPoints: [entry], outfile, bundle: true, platform: "node", logLevel: "error", ...options });
}

function byRolldown(format: "cjs" | "esm", minify: boolean): Bundle {
  return async (input, file) => {
    const bundle = await rolldown({ input, platform: "node", logLevel: "silent" });
    await bundle.write({ file, format, minify, codeSplitting: false });
  };
}

async function byNcc(entry: string, file: string): Promise<void> {
  const options = ["--minify", "--quiet", "--out", join(file, "..")];
  await execute("node", [require.resolve("@vercel/ncc/dist/ncc/cli.js"), "build", entry, ...options]);
}

const bundles: readonly { readonly name: string; readonly file: string; readonly bundle: Bundle }[] = [
  { name: "esbuild to CommonJS", file: "main.cjs", bundle: byEsbuild({ format: "cjs" }) },
  { name: "esbuild to CommonJS, minified", file: "main.cjs", bundle: byEsbuild({ format: "cjs", minify: true }) },
  { name: "esbuild to an ES module", file: "main.mjs", bundle: byEsbuild({ format: "esm", banner: { js: banner } }) },
  {
    name: "esbuild to an ES module, minified",
    file: "main.mjs",
    bundle: byEsbuild({ format: "esm", minify: true, banner: { js: banner } }),
  },
  { name: "rolldown to CommonJS, minified", file: "main.cjs", bundle: byRolldown("cjs", true) },
  { name: "rolldown to an ES module", file: "main.mjs", bundle: byRolldown("esm", false) },
  { name: "ncc, which is webpack, minified", file: "index.js", bundle: byNcc },
];

describe("an application in one file", () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  let sources: string;
  let expected: string;

  beforeAll(async () => {
    folder = await createFolder();
    sources = join(folder.path, "sources");
    await cp(join(root, "test/bundles"), sources, { recursive: true });
    await writeFile(join(sources, "package.json"), JSON.stringify({ type: "module" }));
    // JavaScript, because ncc strips types with TypeScript 5 only.
    for (const name of ["contract", "greeter", "main"]) {
      const text = stripTypeScriptTypes(await readFile(join(sources, `${name}.ts`), "utf8"));
      await writeFile(join(sources, `${name}.js`), text.replaceAll(/(["']\.\/\w+)\.ts/g, "$1.js"));
    }
    await unpack(["core", "http"], sources);
    ({ stdout: expected } = await execute("node", ["main.js"], { cwd: sources }));
  }, 120_000);
  afterAll(() => folder.remove());

  /** The output of a program, and the code at the call sites that it reports. */
  async function run(file: string, flags: readonly string[] = []) {
    const { stdout } = await execute("node", [...flags, file], { cwd: join(file, "..") });
    const [output = "", sites = ""] = stdout.split("call sites:\n");
    const texts = sites
      .trimEnd()
      .split("\n")
      .map(async (site) => {
        const [path = "", line, column] = site.split(":");
        const text = (await readFile(join(file, "..", path), "utf8")).split("\n")[Number(line) - 1] ?? "";
        return text.slice(Number(column) - 1, Number(column) + 40);
      });
    return { output, sites: await Promise.all(texts) };
  }

  const expectedSites = [
    expect.stringMatching(/^wave\(\)/),
    expect.stringMatching(/^greet\(\{ ?name: ?["'`]safe/),
    expect.stringMatching(/^.{0,12}\bcount\(\{ ?to: ?1/),
  ];

  it("prints from its sources what it should", async () => {
    const { output, sites } = await run(join(sources, "main.ts"));
    expect(output).toContain("true ServiceError: too shy");
    expect(output.match(/Hello Ada/g)).toHaveLength(2);
    expect(sites).toEqual(expectedSites);
  });

  it.each(bundles)("runs when bundled by $name", async ({ name, file, bundle }) => {
    const cwd = join(folder.path, name.replaceAll(/\W+/g, "-"));
    await mkdir(cwd);
    await bundle(join(sources, "main.js"), join(cwd, file));
    const { output, sites } = await run(join(cwd, file));
    expect(output).toBe(expected.split("call sites:\n")[0]);
    expect(sites).toEqual(expectedSites);
  });

  it("reports call sites in its sources with a source map", async () => {
    const cwd = join(folder.path, "mapped");
    await byEsbuild({ format: "cjs", minify: true, sourcemap: true })(join(sources, "main.js"), join(cwd, "main.cjs"));
    const { stdout } = await execute("node", ["--enable-source-maps", "main.cjs"], { cwd });
    expect(stdout.split("call sites:\n")[1]).toMatch(/^(?:.*sources\/main\.js:\d+:\d+\n){3}$/);
  });

  it("runs when its own code alone is bundled, and packages are required", async () => {
    const file = join(sources, "own.cjs");
    await byEsbuild({ format: "cjs", packages: "external" })(join(sources, "main.js"), file);
    expect(await readFile(file, "utf8")).toContain('require("@seamline/core")');
    expect((await run(file)).output).toBe(expected.split("call sites:\n")[0]);
  });
});
