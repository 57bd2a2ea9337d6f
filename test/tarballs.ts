/** Packs the workspace's packages and, for machines without a registry, their dependencies. */

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const execute = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  /** Binaries for every platform, of which one is installed. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A temporary folder outside the workspace; removed by the returned function. */
export async function createFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "seamline-")));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Folders of all published packages. */
export async function findPackages(): Promise<readonly string[]> {
  return (await readdir(join(root, "packages"))).sort().map((name) => join(root, "packages", name));
}

/**
 * Packs a package as `pnpm publish` would: `publishConfig` applied, workspace versions resolved.
 * Returns the tarball's path.
 */
export async function pack(folder: string, destination: string): Promise<string> {
  const args = ["--yes", "pnpm@12.21.0", "pack", "--json", "--pack-destination", destination];
  const { stdout } = await execute("npx", args, { cwd: folder });
  return (JSON.parse(stdout) as { filename: string }).filename;
}

/**
 * Unpacks packages of ours into the `node_modules` of a folder, as a registry would deliver them,
 * and links the third-party packages beside them.
 * @param names folder names of our packages.
 * @param others further packages to link, which @seamline/testing is developed with: test runners.
 */
export async function unpack(names: readonly string[], folder: string, others: readonly string[] = []): Promise<void> {
  const modules = join(folder, "node_modules");
  const found = new Map<string, string>();
  for (const other of others) found.set(other, await locate(other, join(root, "packages/testing")));
  const unpackOne = async (name: string): Promise<void> => {
    const target = join(modules, "@seamline", name);
    await mkdir(target, { recursive: true });
    const source = join(root, "packages", name);
    await execute("tar", ["-xzf", await pack(source, target), "-C", target, "--strip-components=1"]);
    await findExternals(source, found);
  };
  await Promise.all(names.map(unpackOne));
  for (const [name, installed] of found) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(installed, join(modules, name));
  }
}

/** Finds the dependencies and peers of a package of ours; not those of other packages. */
async function findExternals(source: string, found: Map<string, string>): Promise<void> {
  const { dependencies, peerDependencies } = await readManifest(source);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (!name.startsWith("@seamline/")) found.set(name, await locate(name, source));
  }
}

/**
 * Packs the third-party dependencies of the given packages, and Node's types, from this install:
 * nothing is downloaded.
 */
export async function packDependencies(folders: readonly string[], destination: string): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const folder of folders) await collect(folder, found, true);
  const types = await locate("@types/node", root);
  found.set("@types/node", types);
  await collect(types, found, false);
  const copies: string[] = [];
  for (const [name, installed] of found) {
    // npm cannot pack inside pnpm's store, whose folders are linked to one another.
    const copy = join(destination, "dependencies", name);
    await cp(installed, copy, {
      recursive: true,
      filter: (path) => !path.endsWith("node_modules") || path === installed,
    });
    copies.push(copy);
  }
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...copies];
  const { stdout } = await execute("npm", args, { cwd: destination, maxBuffer: 64 * 1024 * 1024 });
  const packed = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
  return packed.map(({ filename }) => join(destination, filename.replace("@", "").replace("/", "-")));
}

/**
 * Packages whose dependencies include several versions of one package, which a flat list of
 * tarballs cannot distinguish, or binaries of this platform; with the folder that has them.
 */
const linked: ReadonlyMap<string, string> = new Map([
  ["msw", root],
  ["vitest", root],
  ["fastify", join(root, "packages/frameworks")],
]);

/** Links packages that cannot be packed into the `node_modules` of a folder. */
export async function linkDependencies(folder: string): Promise<void> {
  for (const [name, from] of linked) await symlink(await locate(name, from), join(folder, "node_modules", name));
}

/**
 * Collects the dependencies of a package.
 * @param complete includes optional peers: the test loads those of our packages.
 */
async function collect(folder: string, found: Map<string, string>, complete: boolean): Promise<void> {
  const manifest = await readManifest(folder);
  const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies = {} } = manifest;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (!complete && peerDependenciesMeta?.[name]?.optional === true) continue;
    if (linked.has(name)) continue;
    if (name.startsWith("@seamline/") || found.has(name)) continue;
    const installed = await locate(name, folder);
    found.set(name, installed);
    await collect(installed, found, false);
  }
  for (const name of Object.keys(optionalDependencies)) {
    const installed = await locate(name, folder).catch(() => undefined); // binaries of another platform
    if (installed !== undefined) found.set(name, installed);
  }
}

/** The folder of a package that `from` depends on: below it, or beside it in the store. */
async function locate(name: string, from: string): Promise<string> {
  for (let at = from; at !== dirname(at); at = dirname(at)) {
    try {
      return await realpath(join(at, "node_modules", name));
    } catch {
      // look one folder up
    }
  }
  throw new Error(`${name}, which ${from} needs, is not installed`);
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
}
