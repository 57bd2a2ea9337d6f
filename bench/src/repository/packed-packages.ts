/**
 * The packages as users install them: built and packed by `pnpm pack`, unpacked again. Made once
 * per process.
 */

import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProcess } from "./run-process.ts";

/** One packed package. */
export interface PackedPackage {
  /** `@seamline/core`. */
  readonly name: string;
  /** The folder with its unpacked files. */
  readonly folder: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The pnpm version of this repository's install. */
const pnpm = ["--yes", "pnpm@12.21.0"];

let packed: Promise<readonly PackedPackage[]> | undefined;

/** Rebuilds and packs everything, so that no older build is packed. */
export function packPackages(): Promise<readonly PackedPackage[]> {
  packed ??= buildAndPack();
  return packed;
}

async function buildAndPack(): Promise<readonly PackedPackage[]> {
  const names = (await readdir(join(root, "packages"))).sort();
  for (const name of names) await rm(join(root, "packages", name, "dist"), { recursive: true, force: true });
  await runProcess("npx", [...pnpm, "--filter", "./packages/*", "run", "build"], { cwd: root });
  await runProcess(join(root, "node_modules/.bin/tsc"), ["-b", ...names.map((name) => `packages/${name}`)], {
    cwd: root,
  });
  const folder = await realpath(await mkdtemp(join(tmpdir(), "seamline-packed-")));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return Promise.all(names.map((name) => packOne(name, folder)));
}

async function packOne(name: string, folder: string): Promise<PackedPackage> {
  const destination = join(folder, name);
  await mkdir(destination);
  const args = [...pnpm, "pack", "--json", "--pack-destination", destination];
  const { stdout } = await runProcess("npx", args, { cwd: join(root, "packages", name) });
  const { filename } = JSON.parse(stdout) as { filename: string };
  await runProcess("tar", ["-xzf", filename], { cwd: destination });
  const unpacked = join(destination, "files");
  await rename(join(destination, "package"), unpacked);
  const { files, bytes } = await weigh(unpacked);
  const { size } = await stat(filename);
  return { name: `@seamline/${name}`, folder: unpacked, packedBytes: size, unpackedBytes: bytes, files };
}

async function weigh(folder: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
