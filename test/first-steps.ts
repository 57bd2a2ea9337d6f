/**
 * What README and the guides say, done word by word in empty folders with the packed packages: by
 * npm and by pnpm, and type-checked by the compilers and module resolutions that people use.
 */

import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { fits, readSnippets, root, runSnippetsIn } from "./snippets.ts";
import { createFolder } from "./tarballs.ts";

const execute = promisify(execFile);

/** The packed packages. */
export interface Packed {
  /** A folder in which all of them are installed. */
  readonly path: string;
  /** The tarballs of our packages and their dependencies, by package name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

const readmes = ["core", "http", "cli", "frameworks", "inversify", "data", "testing", "conformance"];
const guides = ["adopt", "generated-clients", "streams", "bundling"];

/** Documents whose snippets need nothing but the packages. */
const documents = [
  ...readmes.map((name) => `packages/${name}/README.md`),
  ...guides.map((name) => `docs/guide/${name}.md`),
];

/** Installs as `npm install NAMES` would, from the tarballs instead of a registry. */
async function installByNpm(cwd: string, names: readonly string[], { tarballs }: Packed): Promise<void> {
  const files = names.map((name) => tarballs.get(name) ?? name);
  const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await execute("npm", ["install", ...quiet, ...files, ...dependenciesOf(tarballs)], { cwd });
}

/** npm looks only among the packages of the command line for what it may not download. */
function dependenciesOf(tarballs: Packed["tarballs"]): readonly string[] {
  return ["undici", "rou3"].flatMap((name) => tarballs.get(name) ?? []);
}

/** The same by pnpm, to which overrides name every tarball. */
async function installByPnpm(cwd: string, names: readonly string[], { tarballs }: Packed): Promise<void> {
  const overrides = [...tarballs].map(([name, file]) => `  ${JSON.stringify(name)}: ${JSON.stringify(`file:${file}`)}`);
  await writeFile(join(cwd, "pnpm-workspace.yaml"), ["packages: []", "overrides:", ...overrides, ""].join("\n"));
  const files = names.map((name) => tarballs.get(name) ?? name);
  await execute("npx", ["--yes", "pnpm@12.21.0", "add", "--offline", "--ignore-scripts", ...files], { cwd });
}

const installers = [
  { installer: "npm", install: installByNpm },
  { installer: "pnpm", install: installByPnpm },
];

const compilers = (["5.4", "5.9", "7"] as const).flatMap((version) => [
  { version, module: "node16", moduleResolution: "node16" },
  { version, module: "nodenext", moduleResolution: "nodenext" },
  { version, module: "esnext", moduleResolution: "bundler" },
]);

const strictOptions = {
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Runs the snippets of a document, and compares what they print. */
async function follow(cwd: string, document: string): Promise<void> {
  for (const result of await runSnippetsIn(cwd, document)) {
    expect(fits(result), `${document}:${result.snippet.line} printed:\n${result.printed}`).toBe(true);
  }
}

/** The path of a compiler of this workspace. */
function tscOf(version: "5.4" | "5.9" | "7"): string {
  const folder = version === "7" ? "node_modules/typescript" : `packages/cli/node_modules/typescript-${version}`;
  return join(root, folder, "bin/tsc");
}

/** Declares the tests; `packed` is called when they run. */
export function itIsFollowed(packed: () => Packed): void {
  it.each(installers)("are installed and run by README's first steps, with $installer", async ({ install }) => {
    const { path: cwd, remove } = await createFolder();
    onTestFinished(remove);
    const [first] = (await readSnippets("README.md")).filter(({ language }) => language === "");
    const lines = first?.text.split("\n") ?? [];
    expect(lines.at(-1)).toMatch(/^npm install /);
    for (const line of lines) {
      if (line.startsWith("npm install ")) await install(cwd, line.split(" ").slice(2), packed());
      else await execute("bash", ["-euc", line], { cwd });
    }
    await follow(cwd, "README.md");
  });

  it.each(documents)("run the snippets of %s", async (document) => {
    const cwd = join(packed().path, "documents", document.replaceAll(/\W+/g, "-"));
    await mkdir(cwd, { recursive: true });
    await symlink(join(packed().path, "node_modules"), join(cwd, "node_modules"));
    await writeFile(join(cwd, "package.json"), JSON.stringify({ type: "module" }));
    await follow(cwd, document);
  });

  it.each(compilers)(
    "type-check the files of docs/guide/adopt.md: TypeScript $version, $moduleResolution",
    async (compiler) => {
      const { version, ...options } = compiler;
      const cwd = join(packed().path, "adopted", `${version}-${compiler.moduleResolution}`);
      await mkdir(cwd, { recursive: true });
      await symlink(join(packed().path, "node_modules"), join(cwd, "node_modules"));
      await writeFile(join(cwd, "package.json"), JSON.stringify({ type: "module" }));
      await writeFile(join(cwd, "seamline.config.ts"), "export default {};\n");
      for (const { file, text } of await readSnippets("docs/guide/adopt.md")) {
        if (file === undefined) continue;
        await mkdir(dirname(join(cwd, file)), { recursive: true });
        await writeFile(join(cwd, file), text);
      }
      await execute("node", [join("node_modules", ".bin", "seamline"), "generate"], { cwd });
      const compilerOptions = { ...strictOptions, ...options, allowJs: true };
      await writeFile(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["call.ts"] }));
      const { stdout } = await execute("node", [tscOf(version), "-p", "."], { cwd }).catch((reason) => reason);
      expect(stdout).toBe("");
    },
  );

  it.each(compilers)("type-check README's files: TypeScript $version, $moduleResolution", async (compiler) => {
    const { version, ...options } = compiler;
    const cwd = join(packed().path, "types", `${version}-${compiler.moduleResolution}`);
    await mkdir(cwd, { recursive: true });
    await symlink(join(packed().path, "node_modules"), join(cwd, "node_modules"));
    await writeFile(join(cwd, "package.json"), JSON.stringify({ type: "module" }));
    for (const { file, text } of await readSnippets("README.md")) {
      if (file !== undefined) await writeFile(join(cwd, file), text);
    }
    const compilerOptions = { ...strictOptions, ...options };
    await writeFile(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const { stdout } = await execute("node", [tscOf(version), "-p", "."], { cwd }).catch((reason) => reason);
    expect(stdout).toBe("");
  });
}
