import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itIsFollowed } from "./first-steps.ts";
import { createFolder, findPackages, linkDependencies, pack, packDependencies } from "./tarballs.ts";

const execute = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = await findPackages();

/** A small program of a user: a contract, a handler, a call. */
const program = `
import { createApplication, defineContract, defineModule } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { z } from "zod";
import * as rest from "./rest.mjs";

const contract = defineContract("greeter", {
  operations: { greet: { http: "GET /greet/{name}", expose: "public", input: z.object({ name: z.string() }), output: z.string() } },
});
const module = defineModule({ contract, start: () => ({ greet: ({ name }) => \`hello \${name}\` }) });
const app = createApplication({ modules: { greeter: { contract, load: async () => ({ module }) } }, transports: [http()] });
const listening = await listen(app, { public: { port: 0 } });
const response = await fetch(\`\${listening.public}/greet/ada\`);
console.log(await response.json(), Object.keys(rest).length > 0);
await app.stop();
`;

/** The other entries, loaded together. */
const rest = `
import "reflect-metadata";
export * from "@seamline/core/extend";
export * from "@seamline/core/generated";
export * from "@seamline/core/internal";
export * from "@seamline/http/extend";
export * from "@seamline/http/binding";
export * from "@seamline/http/jwt";
export * from "@seamline/frameworks";
export * from "@seamline/frameworks/express";
export * from "@seamline/frameworks/fastify";
export * from "@seamline/frameworks/fetch";
export * from "@seamline/frameworks/hono";
export * from "@seamline/frameworks/koa";
export * from "@seamline/frameworks/nest";
export * from "@seamline/frameworks/node";
export * from "@seamline/inversify";
export * from "@seamline/opentelemetry";
export * from "@seamline/testing";
export * from "@seamline/testing/fake";
export { recordInteractions } from "@seamline/testing/vitest-config";
export * from "@seamline/testing/msw";
export * from "@seamline/testing/undici";
export { defineConfig } from "@seamline/cli";
`;

/** The imports of a browser's tests. */
const forBrowsers = `
import { defineContract } from "@seamline/core";
import { createMock, restHandlers } from "@seamline/testing/msw";
console.log(restHandlers(createMock(defineContract("greeter", { operations: {} }))));
`;

/** A suite that records by the built set-up file. */
const recordedTests = {
  "vitest.config.mjs": `
import { recordInteractions } from "@seamline/testing/vitest-config";
export default { plugins: [recordInteractions({ consumer: "shop" })] };
`,
  "recorded.test.mjs": `
import { createClient, defineContract } from "@seamline/core";
import { createMock } from "@seamline/testing";
import { recorder } from "@seamline/testing/vitest";
import { expect, it } from "vitest";
import { z } from "zod";
const contract = defineContract("greeter", { operations: { greet: { output: z.string() } } });
it("greets", async () => {
  const mock = createMock(contract);
  mock.stubs.greet.respond("hi");
  expect(await createClient(contract, recorder.record(mock)).greet()).toBe("hi");
});
`,
};

/** A user's program that checks the declarations. */
const typed = `
import { type Application, createApplication } from "@seamline/core";
import { http, listen } from "@seamline/http";
export const app: Application = createApplication({ modules: {}, transports: [http()] });
export const at = (await listen(app, {})).public satisfies string | undefined;
// @ts-expect-error modules are required
createApplication({});
`;

const itemSource = `import { z } from "zod";
export const Item = z.object({ name: z.string() }).meta({ id: "Item" });
`;
const contractSource = `import { defineContract } from "@seamline/core";
import { z } from "zod";
import { Item } from "./item";
export const shopContract = defineContract("shop", {
  operations: {
    get: { input: z.object({ id: z.int() }), output: Item, errors: { gone: { code: "not_found" } } },
    list: { output: z.array(Item) },
  },
});
`;
const mainSource = `import { createApplication, defineModule } from "@seamline/core";
import { shopContract } from "./clients/shop/src/generated/handlers";
import { type Item, ShopClient } from "./clients/shop/src/generated/index";
const lamp: Item = { name: "a lamp" };
const shop = defineModule({ contract: shopContract, start: () => ({ get: () => lamp, list: () => [lamp] }) });
async function main(): Promise<void> {
  const app = createApplication({ modules: { shop: { contract: shopContract, load: async () => shop } } });
  await app.start();
  console.log((await app.client(ShopClient).get({ id: 1 })).name);
  await app.stop();
}
void main();
`;

interface Setup {
  readonly name: string;
  /** The heading in the guide; `index` counts the blocks below it. */
  readonly section: string;
  readonly index: number;
  readonly type: "module" | "commonjs";
  readonly importExtension: "ts" | "js" | "none";
  readonly version: "5.4" | "5.9" | "7";
}

const nodeRuns = {
  name: "node",
  section: "Node runs TypeScript",
  index: 0,
  type: "module",
  importExtension: "ts",
} as const;
const toModules = {
  name: "to modules",
  section: "tsc emits ES modules",
  index: 0,
  type: "module",
  importExtension: "js",
} as const;
const toCommon = {
  name: "to CommonJS",
  section: "tsc emits CommonJS",
  index: 0,
  type: "commonjs",
  importExtension: "none",
} as const;

/** The set-ups of the guide, with the compilers of each. */
const setups: readonly Setup[] = [
  ...(["5.4", "5.9", "7"] as const).flatMap((version) => [
    { ...nodeRuns, version },
    { ...toModules, version },
  ]),
  ...(["5.9", "7"] as const).map((version) => ({ ...toCommon, version })),
  { ...toCommon, index: 1, version: "5.4" },
];

/** The settings of one section of the guide. */
async function readSettings(section: string): Promise<readonly string[]> {
  const text = await readFile(join(root, "docs/guide/typescript-settings.md"), "utf8");
  const own = text.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  return [...own.matchAll(/```json\n(.*?)```/gs)].map(([, block = ""]) => block);
}

describe("the packed packages", () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  const tarballs = new Map<string, string>();
  /** All tarballs, those of dependencies included, by package name. */
  const byName = new Map<string, string>();

  beforeAll(async () => {
    folder = await createFolder();
    const packed = await Promise.all(packages.map((source) => pack(source, folder.path)));
    for (const [index, source] of packages.entries()) tarballs.set(basename(source), packed[index] ?? "");
    const dependencies = await packDependencies(packages, folder.path);
    for (const file of [...packed, ...dependencies]) {
      byName.set(createPackageFromTarballData(new Uint8Array(await readFile(file))).packageName, file);
    }
    await writeFile(join(folder.path, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    const all = [...tarballs.values(), ...dependencies];
    await execute(
      "npm",
      ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", ...all],
      { cwd: folder.path },
    );

    await linkDependencies(folder.path);
  }, 300_000);
  afterAll(() => folder.remove());

  itIsFollowed(() => ({ path: folder.path, tarballs: byName }));

  it.each(packages.map((source) => basename(source)))("%s is clean by publint", async (name) => {
    const data = await readFile(tarballs.get(name) ?? "");
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it.each(packages.map((source) => basename(source)))("%s has types that resolve, by attw", async (name) => {
    const data = new Uint8Array(await readFile(tarballs.get(name) ?? ""));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    // ESM only: node10 resolution and require() from CommonJS are not supported.
    const promised = (problem: { kind: string; resolutionKind?: string }): boolean =>
      problem.kind !== "CJSResolvesToESM" && problem.resolutionKind !== "node10";
    expect(analysis.types === false ? ["no types"] : analysis.problems.filter(promised)).toEqual([]);
  });

  it.each(packages.map((source) => basename(source)))(
    "%s contains the files of its faces, and no others",
    async (name) => {
      const files = createPackageFromTarballData(new Uint8Array(await readFile(tarballs.get(name) ?? ""))).listFiles();
      const own = files.map((file) => file.replace(`/node_modules/@seamline/${name}/`, ""));
      const { pages = [] } = JSON.parse(await readFile(join(root, "packages", name, "package.json"), "utf8")) as {
        readonly pages?: readonly string[];
      };
      const beside = (await Promise.all(pages.map((page) => readdir(join(root, page))))).flatMap((names, index) =>
        names.map((page) => `dist/${basename(pages[index] ?? "")}/${page}`),
      );
      expect(own).toEqual(expect.arrayContaining(beside));
      const odd = own.filter(
        (file) =>
          !beside.includes(file) &&
          !/^(?:package\.json|README\.md|LICENSE|dist\/.*\.(?:js|cjs|js\.map|d\.ts|d\.ts\.map))$/.test(file),
      );
      expect(odd).toEqual([]);
      expect(own.filter((file) => /\.test(?:-d)?\./.test(file))).toEqual([]);
      const { exports, bin = {} } = JSON.parse(
        await readFile(join(root, "packages", name, "package.json"), "utf8"),
      ).publishConfig;
      const named = [
        ...Object.values<Record<string, string>>(exports).flatMap((face) => Object.values(face)),
        ...Object.values(bin),
      ];
      expect(own).toEqual(expect.arrayContaining(named.map((file) => String(file).replace("./", ""))));
    },
  );

  it("are refused before a build, with an old one, and by npm", async () => {
    const cwd = join(folder.path, "unbuilt", "packages", "thing");
    await mkdir(join(cwd, "src"), { recursive: true });
    await mkdir(join(cwd, "dist"));
    const exports = { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } };
    await writeFile(join(cwd, "package.json"), JSON.stringify({ name: "thing", publishConfig: { exports } }));
    const prepack = async (agent: string): Promise<string> => {
      const env = { ...process.env, npm_config_user_agent: agent };
      const done = await execute("node", [join(root, "scripts/prepack.mjs")], { cwd, env }).catch((reason) => reason);
      return done.stderr;
    };
    expect(await prepack("pnpm/12")).toContain(
      "thing: expected ./dist/index.d.ts, ./dist/index.js, found no such file",
    );
    for (const file of ["dist/index.d.ts", "dist/index.js", "src/index.ts"]) await writeFile(join(cwd, file), "");
    await utimes(join(cwd, "dist/index.js"), 1, 1);
    expect(await prepack("pnpm/12")).toContain("found src/index.ts to be newer; run `npm run build`");
    await utimes(join(cwd, "src/index.ts"), 1, 1);
    expect(await prepack("pnpm/12")).toBe("");
    expect(await prepack("npm/11")).toContain("expected pnpm, found npm");
  });

  it("installed in an empty folder, type-check and run a program", async () => {
    await writeFile(join(folder.path, "rest.mjs"), rest);
    await writeFile(join(folder.path, "program.mjs"), program);
    const { stdout } = await execute("node", ["program.mjs"], { cwd: folder.path });
    expect(stdout).toBe("hello ada true\n");

    for (const [file, text] of Object.entries(recordedTests)) await writeFile(join(folder.path, file), text);
    const vitest = join("node_modules", "vitest", "vitest.mjs");
    await execute("node", [vitest, "run", "recorded.test.mjs"], { cwd: folder.path, env: { ...process.env, CI: "" } });
    const recording = await readFile(join(folder.path, "contracts/interactions/shop-greeter.json"), "utf8");
    expect(JSON.parse(recording)).toMatchObject({ interactions: [{ operation: "greet", response: { output: "hi" } }] });

    const help = await execute("node", [join("node_modules", ".bin", "seamline"), "--help"], { cwd: folder.path });
    expect(help.stdout).toContain("generate");

    const { outputFiles } = await build({
      stdin: { contents: forBrowsers, resolveDir: folder.path },
      ...{ bundle: true, write: false, platform: "browser", format: "esm", external: ["node:*"] },
    });
    expect(outputFiles[0]?.text.match(/^.*\b(?:from|import)\b\s*\(?\s*["']node:.*$/gm)).toBeNull();

    const repository = join(folder.path, "repository");
    await mkdir(join(repository, "modules", "greeter"), { recursive: true });
    await writeFile(join(repository, "modules", "greeter", "index.mts"), 'import "@seamline/core";\nexport {};\n');
    await writeFile(join(repository, "seamline.config.mts"), 'export default { check: { modules: ["modules/*"] } };\n');
    const check = [
      join("node_modules", ".bin", "seamline"),
      "check",
      "--cwd",
      repository,
      "--config",
      "seamline.config.mts",
    ];
    const checked = await execute("node", check, { cwd: folder.path });
    expect(checked.stdout).toMatch(/^ok: 1 file, 1 import, 1 module/);

    await writeFile(join(folder.path, "types.mts"), typed);
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const strictly = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--skipLibCheck",
      "false",
      "--types",
      "node",
      "types.mts",
    ];
    await execute("node", [tsc, ...strictly], { cwd: folder.path });
  });

  it.each(setups)("run with the settings of the guide: $name, TypeScript $version", async (setup) => {
    const { section, index, type, importExtension: style, version } = setup;
    const cwd = join(folder.path, "setups", `${setup.name.replaceAll(" ", "-")}-${version}`);
    const blocks = await readSettings(section);
    const ending = { ts: ".ts", js: ".js", none: "" }[style];
    await mkdir(join(cwd, "clients/shop/src"), { recursive: true });
    await symlink(join(folder.path, "node_modules"), join(cwd, "node_modules"));
    await writeFile(join(cwd, "package.json"), JSON.stringify({ type }));
    await writeFile(join(cwd, "tsconfig.json"), blocks[index] ?? "");
    await writeFile(join(cwd, "seamline.config.ts"), `export default { importExtension: "${style}" };\n`);
    await writeFile(join(cwd, "clients/shop/src/item.ts"), itemSource);
    await writeFile(join(cwd, "clients/shop/src/contract.ts"), contractSource.replace("./item", `./item${ending}`));
    await writeFile(join(cwd, "main.ts"), mainSource.replaceAll(/(generated\/\w+)/g, `$1${ending}`));
    await execute("node", [join("node_modules", ".bin", "seamline"), "generate"], { cwd });
    const compiler = join(root, "packages/cli/node_modules", `typescript-${version}`, "bin/tsc");
    const tsc = version === "7" ? join(root, "node_modules/typescript/bin/tsc") : compiler;
    const { stdout } = await execute("node", [tsc, "-p", "."], { cwd }).catch((reason: { stdout: string }) => reason);
    expect(stdout).toBe("");
    const main = style === "ts" ? "main.ts" : "dist/main.js";
    expect(await execute("node", [main], { cwd })).toMatchObject({ stdout: "a lamp\n" });
    if (type === "commonjs") expect(await readFile(join(cwd, main), "utf8")).toContain("require(");
  });
});
