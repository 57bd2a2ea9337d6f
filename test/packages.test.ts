import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, findPackages, linkDependencies, pack, packDependencies } from "./tarballs.ts";

const execute = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = await findPackages();

/** Ten lines of a user: a contract, a handler, a call. */
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
const answer = await fetch(\`\${listening.public}/greet/ada\`);
console.log(await answer.json(), Object.keys(rest).length > 0);
await app.stop();
`;

/** The rest of the packages, loaded together. */
const rest = `
import "reflect-metadata";
export * from "@seamline/core/extend";
export * from "@seamline/core/generated";
export * from "@seamline/core/internal";
export * from "@seamline/http/extend";
export * from "@seamline/http/binding";
export * from "@seamline/http/jwt";
export * from "@seamline/inversify";
export * from "@seamline/opentelemetry";
export * from "@seamline/testing";
export * from "@seamline/testing/fake";
export { recordInteractions } from "@seamline/testing/vitest-config";
export * from "@seamline/testing/msw";
export * from "@seamline/testing/undici";
export { defineConfig } from "@seamline/cli";
`;

/** What a browser's tests load. */
const forBrowsers = `
import { defineContract } from "@seamline/core";
import { createMock, restHandlers } from "@seamline/testing/msw";
console.log(restHandlers(createMock(defineContract("greeter", { operations: {} }))));
`;

/** A suite that records, by the built set-up file. */
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

/** A user who checks the declarations as well. */
const typed = `
import { type Application, createApplication } from "@seamline/core";
import { http, listen } from "@seamline/http";
export const app: Application = createApplication({ modules: {}, transports: [http()] });
export const at = (await listen(app, {})).public satisfies string | undefined;
// @ts-expect-error modules are required
createApplication({});
`;

describe("the packed packages", () => {
  let folder: Awaited<ReturnType<typeof createFolder>>;
  const tarballs = new Map<string, string>();

  beforeAll(async () => {
    folder = await createFolder();
    for (const source of packages) tarballs.set(basename(source), await pack(source, folder.path));
  });
  afterAll(() => folder.remove());

  it.each(packages.map((source) => basename(source)))("%s is clean by publint", async (name) => {
    const data = await readFile(tarballs.get(name) ?? "");
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it.each(packages.map((source) => basename(source)))("%s has types that resolve, by attw", async (name) => {
    const data = new Uint8Array(await readFile(tarballs.get(name) ?? ""));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    // ESM only: node10 resolution and require() from CommonJS are not promised.
    const promised = (problem: { kind: string; resolutionKind?: string }): boolean =>
      problem.kind !== "CJSResolvesToESM" && problem.resolutionKind !== "node10";
    expect(analysis.types === false ? ["no types"] : analysis.problems.filter(promised)).toEqual([]);
  });

  it("install in an empty folder, type-check and run a program", async () => {
    const dependencies = await packDependencies(packages, folder.path);
    await writeFile(join(folder.path, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    const all = [...tarballs.values(), ...dependencies];
    await execute(
      "npm",
      ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", ...all],
      { cwd: folder.path },
    );

    await linkDependencies(folder.path);
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
});
