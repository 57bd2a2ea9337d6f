/** A user's repository in a temporary folder, with real packages in its `node_modules`. */

import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packPackages } from "./packed-packages.ts";
import { type Outcome, runNode } from "./run-process.ts";

/** A repository. Paths are relative to its folder. */
export interface Repository extends AsyncDisposable {
  readonly folder: string;
  at(path: string): string;
  write(path: string, text: string): Promise<void>;
  /** Makes a folder of the repository importable by name. */
  link(name: string, folder: string): Promise<void>;
  /** Runs a file with this Node in the repository's folder. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** The file of the `seamline` command. */
  readonly bin: string;
  /** Runs the `seamline` command. */
  seamline(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
}

/** Third-party packages that a repository can import. */
const others = [
  "@orpc/client",
  "@orpc/contract",
  "@orpc/server",
  "@trpc/client",
  "@trpc/server",
  "@ts-rest/core",
  "@typescript-eslint/parser",
  "dependency-cruiser",
  "eslint",
  "eslint-import-resolver-typescript",
  "eslint-plugin-boundaries",
  "hono",
  "ts-rest-next",
  "undici",
  "zod",
];

/** Dependencies of our packages, linked beside them. */
const ours: readonly (readonly [dependency: string, dependent: string])[] = [
  ["commander", "cli"],
  ["oxc-parser", "cli"],
  ["oxc-resolver", "cli"],
];

const bench = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Creates a repository.
 * @param seamline `packed`: our packages as published; `workspace`: their sources, shared with this
 * process.
 */
export async function createRepository(seamline: "packed" | "workspace"): Promise<Repository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "seamline-bench-")));
  const at = (path: string): string => join(folder, path);
  const link = async (name: string, target: string): Promise<void> => {
    await mkdir(dirname(at(`node_modules/${name}`)), { recursive: true });
    await symlink(await realpath(target), at(`node_modules/${name}`));
  };
  for (const name of others) await link(name, join(bench, "node_modules", name));
  for (const [name, dependent] of ours) await link(name, join(bench, "../packages", dependent, "node_modules", name));
  if (seamline === "packed") {
    for (const { name, folder: unpacked } of await packPackages()) {
      if (installed.has(name)) await cp(unpacked, at(`node_modules/${name}`), { recursive: true });
    }
  } else {
    for (const name of installed) await link(name, join(bench, "node_modules", name));
  }
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  await write("package.json", '{ "name": "repository", "private": true, "type": "module" }\n');
  const bin = at(`node_modules/@seamline/cli/${seamline === "packed" ? "dist/bin.js" : "src/bin.ts"}`);
  const node: Repository["node"] = (args, env = {}) => runNode(args, { cwd: folder, env });
  return {
    folder,
    at,
    write,
    link: (name, target) => link(name, at(target)),
    node,
    bin,
    seamline: (args, env) => node([bin, ...args], env),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const installed: ReadonlySet<string> = new Set(["@seamline/cli", "@seamline/core", "@seamline/http"]);
