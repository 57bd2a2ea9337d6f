import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../versions");
const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const shortcuts = ["undici-modules", "idle-timer", "request-headers", "request-body", "connection-lists"];

/** Runs a program of this folder in a process of its own, with modules loaded before it. */
async function run(program: string, modules: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const imports = modules.map((module) => `--import=${join(folder, "src", module)}`);
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", ...imports, join(folder, "src", program)],
    { cwd: folder, env: { ...process.env, NODE_OPTIONS: "", ...env } },
  );
  return { found: JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""), stderr };
}

describe("a shortcut that has changed", () => {
  it.each(shortcuts)(
    "is not taken, with the same transcripts: %s",
    async (shortcut) => {
      const { found, stderr } = await run("conform-over-http.ts", [`changed/${shortcut}.ts`]);
      expect(found.different).toEqual([]);
      expect(found.cases).toBeGreaterThanOrEqual(350);
      expect(found.closed).toEqual([shortcut]);
      const lines = stderr.split("\n").filter((line) => line.startsWith("seamline: calls over HTTP are slower here"));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`(${shortcut}); update @seamline/http`);
    },
    300_000,
  );

  it("is named in the reference", () => {
    const rows = [...read("docs/reference/versions.md").matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(shortcuts);
  });
});

describe("another undici of the application", () => {
  it.each([[], ["changed/undici-modules.ts"]])(
    "keeps its dispatchers, as the built-in fetch does, with %j",
    async (...modules) => {
      const { found } = await run("beside-others.ts", modules);
      expect(found).toEqual({
        "undici 7": "answered by a mock of undici 7",
        fetch: "answered by the built-in fetch",
        "built-in dispatcher": "as before",
        seamline: "hello ada",
        "undici 8": 200,
      });
    },
  );
});

describe("the table of versions", () => {
  const { devDependencies } = JSON.parse(read("verification/versions/package.json"));
  const tested = (name: string): string => devDependencies[name].replace(/^npm:\w+@/, "");
  const row = (name: string): string =>
    read("docs/reference/versions.md")
      .split("\n")
      .find((line) => line.startsWith(`| ${name}`)) ?? "";

  it("has the versions of Node that the tests run on", () => {
    const pinned = JSON.parse(read("package.json")).devDependencies.node;
    expect(row("Node")).toContain(`| ${tested("node-22")}, ${pinned}, ${tested("node-26")} |`);
    expect(tested("node-22")).toBe("22.19.0");
  });

  it("has the range of undici, its lowest version, the pinned and a newer one", () => {
    const { version } = JSON.parse(read("packages/http/node_modules/undici/package.json"));
    expect(row("undici")).toContain(`| ${tested("undici-lowest")}, ${version}, ${tested("undici-newest")} |`);
    expect(row("undici")).toContain(`| \`^${tested("undici-lowest")}\` |`);
    expect(read("pnpm-workspace.yaml")).toContain(`\n  undici: ^${tested("undici-lowest")}\n`);
  });
});
