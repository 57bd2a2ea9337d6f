/**
 * Builds of the in-process path of one commit, by the benchmark code of that commit: any version of
 * our APIs can be measured.
 */

import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";

const run = promisify(execFile);

/** The repository's working tree, uncommitted changes included. */
export const workingTree: string = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The full hash of a commit.
 * @throws {RangeError} if `ref` names no commit.
 */
export async function findCommit(ref: string): Promise<string> {
  const args = ["-C", workingTree, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  try {
    return (await run("git", args)).stdout.trim();
  } catch {
    throw new RangeError(`compare: expected a commit, found ${JSON.stringify(ref)}; name a branch, a tag or a hash`);
  }
}

/** Writes the sources of a commit into a new folder. */
export async function extractCommit(commit: string, folder: string): Promise<void> {
  const archive = `${folder}.tar`;
  await mkdir(folder, { recursive: true });
  await run("git", ["-C", workingTree, "archive", "--output", archive, commit, "packages", "bench"]);
  await run("tar", ["-xf", archive, "-C", folder]);
}

/**
 * Builds bench/src/safety/entry.ts of a source tree.
 * @returns the URL of the build, to be imported.
 */
export async function buildTree(tree: string, outfile: string): Promise<URL> {
  await build({
    entryPoints: [join(tree, "bench/src/safety/entry.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "esnext",
    logLevel: "silent",
    plugins: [resolveFrom(await findPackages(tree))],
  });
  return pathToFileURL(outfile);
}

/** The faces of the packages in a tree, by import specifier. */
async function findPackages(tree: string): Promise<ReadonlyMap<string, string>> {
  const faces = new Map<string, string>();
  for (const parent of ["packages", "bench/clients"]) {
    for (const name of await readdir(join(tree, parent))) {
      const folder = join(tree, parent, name);
      const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
      if (text === undefined) continue; // a folder left by an install or a build of another branch
      const manifest = JSON.parse(text) as { name: string; exports?: Readonly<Record<string, unknown>> };
      for (const [face, target] of Object.entries(manifest.exports ?? {})) {
        if (typeof target === "string") faces.set(manifest.name + face.slice(1), join(folder, target));
      }
    }
  }
  return faces;
}

/**
 * Resolves our packages from the tree; all others stay external and come from this repository's
 * install.
 */
function resolveFrom(faces: ReadonlyMap<string, string>): Plugin {
  return {
    name: "tree",
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point" || path.startsWith("node:")) return undefined;
        const face = faces.get(path);
        return face === undefined ? { path: import.meta.resolve(path), external: true } : { path: face };
      });
    },
  };
}
