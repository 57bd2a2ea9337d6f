/**
 * Clients that hey-api, orval and openapi-typescript generate from `openapi.json`: they compile without errors, narrow
 * declared errors without casts, and call a public listener.
 */

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createApplication, DeclaredError, defineModule } from "@seamline/core";
import { listen } from "@seamline/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goodsContract } from "./foreign-clients/contract.ts";

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const find = createRequire(import.meta.url);
const tsc = join(dirname(find.resolve("typescript/package.json")), "bin/tsc");
const heyApi = join(dirname(find.resolve("@hey-api/openapi-ts/package.json")), "bin/run.js");
const openapiTypescript = join(dirname(find.resolve("openapi-typescript/package.json")), "bin/cli.js");
const orval = join(dirname(find.resolve("orval/package.json")), "dist/bin/orval.mjs");

let folder: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "seamline-foreign-")));
  mkdirSync(join(folder, "clients/goods/src"), { recursive: true });
  mkdirSync(join(folder, "node_modules/@seamline"), { recursive: true });
  symlinkSync(join(root, "packages/core"), join(folder, "node_modules/@seamline/core"));
  for (const name of ["zod", "openapi-fetch"]) {
    symlinkSync(realpathSync(join(here, "../node_modules", name)), join(folder, "node_modules", name));
  }
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  const exports = { ".": "./src/generated/index.ts" };
  writeFileSync(join(folder, "clients/goods/package.json"), JSON.stringify({ name: "goods", type: "module", exports }));
  cpSync(join(here, "foreign-clients/contract.ts"), join(folder, "clients/goods/src/contract.ts"));
  const command = join(root, "packages/cli/src/bin.ts");
  await run(process.execPath, [command, "generate"], { cwd: folder });
  await run(process.execPath, [command, "openapi", "--public", "--out", merged()], {
    cwd: join(root, "examples/food-delivery"),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = join(root, "examples/food-delivery/clients");
const documents = readdirSync(examples).map(
  (name) => [name, join(examples, name, "src/generated/openapi.json")] as const,
);
const merged = (): string => join(folder, "openapi.json");
const goodsDocument = (): string => join(folder, "clients/goods/src/generated/openapi.json");

/** Generators without an account, updates or reports; they find no network in the tests. */
const env = { ...process.env, DO_NOT_TRACK: "1", SCARF_ANALYTICS: "false", CI: "true" };

async function generateByHeyApi(document: string, output: string): Promise<void> {
  await run(process.execPath, [heyApi, "-i", document, "-o", output, "-c", "@hey-api/client-fetch"], {
    cwd: folder,
    env,
  });
}

async function generateByOrval(document: string, output: string): Promise<void> {
  const target = join(output, "client.ts");
  await run(process.execPath, [orval, "--input", document, "--output", target, "--client", "fetch"], {
    cwd: folder,
    env,
  });
}

/** Types only; openapi-fetch calls by them. */
async function generateByOpenapiTypescript(document: string, output: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  const file = join(output, "schema.d.ts");
  await run(process.execPath, [openapiTypescript, document, "--output", file], { cwd: folder, env });
}

/** Compiles a client, with its use beside it, to CommonJS; returns the compiler's output. */
async function compile(output: string, ...files: readonly string[]): Promise<string> {
  const compilerOptions = {
    ...{ strict: true, skipLibCheck: true, target: "es2022", lib: ["es2023", "dom", "dom.iterable"], types: [] },
    ...{ module: "node16", moduleResolution: "node16", outDir: "js" },
  };
  writeFileSync(join(output, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  writeFileSync(join(output, "package.json"), '{"type":"commonjs"}');
  const compiling = run(process.execPath, [tsc, "-p", output], { cwd: output });
  return compiling.then(
    ({ stdout }) => stdout,
    (reason: { readonly stdout: string }) => reason.stdout,
  );
}

const generators = [
  { name: "hey-api", generate: generateByHeyApi, use: "use-hey-api.ts.txt", index: "index.ts" },
  {
    name: "openapi-typescript",
    generate: generateByOpenapiTypescript,
    use: "use-openapi-fetch.ts.txt",
    index: "schema.d.ts",
  },
  { name: "orval", generate: generateByOrval, use: "use-orval.ts.txt", index: "client.ts" },
];

class Failed extends DeclaredError<object> {
  constructor(reason: string, details: object) {
    super({ service: "goods", reason, code: "not_found", message: reason }, details);
  }
}

function createHandlers() {
  const fail = (reason: string, details: object): never => {
    throw new Failed(reason, details);
  };
  return {
    getGoods({ id }: { id: number }) {
      return id === 404 ? fail("goodsGone", { id }) : fail("goodsMoved", { to: "elsewhere" });
    },
    findGoods: ({ ids = [], names = [] }: { ids?: number[]; names?: string[] }) => ({ ids, names }),
    addGoods: (goods: object) => goods,
    changeGoods: (change: object) => change,
    removeGoods: () => undefined,
    async upload(chunks: AsyncIterable<Uint8Array>) {
      let sum = 0;
      for await (const chunk of chunks) for (const byte of chunk) sum += byte;
      return sum;
    },
    async *download() {
      yield new Uint8Array([0, 255]);
      yield new Uint8Array([10]);
    },
  };
}

describe.each(generators)("a client generated by $name", ({ name, generate, use, index }) => {
  it("compiles for the documents of the example", async () => {
    const output = join(folder, `${name}-examples`);
    const all = [...documents, ["all", merged()] as const];
    for (const [service, document] of all) await generate(document, join(output, service));
    expect(await compile(output, ...all.map(([service]) => join(service, index)))).toBe("");
  });

  it("narrows errors without casts, and calls a public listener", async () => {
    const output = join(folder, `${name}-goods`);
    await generate(goodsDocument(), output);
    cpSync(join(here, "foreign-clients", use), join(output, "use.ts"));
    expect(await compile(output, "use.ts")).toBe("");
    const module = defineModule({ contract: goodsContract, start: createHandlers } as never);
    const app = createApplication({
      modules: { goods: { contract: goodsContract, load: async () => ({ module }) } },
    } as never);
    const { public: url } = await listen(app, { public: { port: 0, authenticate: () => undefined } });
    try {
      const program = "require(process.argv[1]).use(process.argv[2]).then((all) => console.log(JSON.stringify(all)));";
      const file = join(output, "js/use.js");
      const { stdout } = await run(process.execPath, ["--eval", program, file, String(url)], { cwd: output });
      const goods = {
        ...{ id: 1, name: "ball", shape: { kind: "round", radius: 2.5 } },
        ...{ note: null, prices: { net: 1, gross: 2 } },
      };
      expect(JSON.parse(stdout)).toEqual([
        ...[goods, 2.5, 404, 404, "elsewhere", "invalid_argument"],
        ...[{ ids: [1, 2], names: ["a b", "c,d"] }, 204, 265, [0, 255, 10]],
        { id: 1, ifMatch: "v1", dryRun: true, name: "cube" },
      ]);
    } finally {
      await app.stop();
    }
  });
});
