/**
 * `pnpm peers`: runs the tests that use a peer dependency with the lowest and the newest version of
 * its range, each in a copy of the repository in a temporary folder. Arguments name the peers;
 * default: all. Needs a registry.
 */

import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const execute = promisify(execFile);

/** The tests that use each peer, as arguments of vitest. */
const tests: Readonly<Record<string, readonly string[]>> = {
  zod: ["--project", "core", "--project", "conformance", "--project", "testing"],
  inversify: ["--project", "inversify"],
  "@opentelemetry/api": ["--project", "opentelemetry"],
  "fast-check": ["--project", "testing"],
  jose: ["--project", "http", "jwt"],
  "swagger-ui-dist": ["--project", "http", "openapi-pages"],
  msw: ["--project", "testing", "msw", "mock-interceptor"],
  amqplib: ["--project", "messaging", "amqp", "broker-"],
  "@redis/client": ["--project", "messaging", "redis", "broker-"],
  vitest: ["--project", "testing", "vitest-recording", "record", "verify"],
};

/** The range of a peer, the same in each package that has it. */
async function readRange(peer: string): Promise<string> {
  for (const folder of await readdir(join(root, "packages"))) {
    const manifest = JSON.parse(await readFile(join(root, "packages", folder, "package.json"), "utf8"));
    const range: unknown = manifest.peerDependencies?.[peer];
    if (typeof range === "string") return range;
  }
  throw new Error(`expected a peer dependency, found ${peer}; known: ${Object.keys(tests).join(", ")}`);
}

/** The lowest version of a range such as `^1.2.0 || ^2.0.0`, and the range of the newest. */
function endsOf(range: string): readonly [lowest: string, newest: string] {
  const parts = range.split("||").map((part) => part.trim());
  return [(parts[0] ?? "").replace("^", ""), parts.at(-1) ?? ""];
}

/** Copies the files of the repository, uncommitted ones included. */
async function copyRepository(target: string): Promise<void> {
  const { stdout } = await execute("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  const list = join(target, ".files");
  await writeFile(list, stdout);
  await execute("bash", ["-c", `tar -cf - -T "$0" --ignore-failed-read | tar -xf - -C "$1"`, list, target], {
    cwd: root,
  });
}

function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  const bin = ["node/bin", ".bin"].map((folder) => join(cwd, "node_modules", folder));
  const env = { ...process.env, PATH: [...bin, process.env.PATH].join(delimiter) };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Runs the tests of a peer with one version; resolves with the exit code. */
async function test(peer: string, version: string): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "seamline-peers-")));
  try {
    await copyRepository(folder);
    const workspace = join(folder, "pnpm-workspace.yaml");
    const text = await readFile(workspace, "utf8");
    const line = new RegExp(`^ {2}"?${peer}"?: .*$`, "m");
    if (!line.test(text)) throw new Error(`expected ${peer} in the catalog of pnpm-workspace.yaml`);
    await writeFile(workspace, text.replace(line, `  "${peer}": ${JSON.stringify(version)}`));
    const installed = await run(
      "npx",
      ["--yes", "pnpm@12.21.0", "install", "--no-frozen-lockfile", "--config.strict-dep-builds=false"],
      folder,
    );
    if (installed !== 0) return installed;
    return await run("vitest", ["run", "--config", "vitest.workspace.ts", ...(tests[peer] ?? [])], folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const results: string[] = [];
for (const peer of positionals.length > 0 ? positionals : Object.keys(tests)) {
  for (const version of endsOf(await readRange(peer))) {
    const code = await test(peer, version);
    results.push(`${code === 0 ? "✓" : "✗"} ${peer} ${version}`);
    if (code !== 0) process.exitCode = 1;
  }
}
process.stdout.write(`${results.join("\n")}\n`);
