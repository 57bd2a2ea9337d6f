/**
 * Which folders are the modules.
 *
 * Every folder with several folders in it could be the one whose children are modules; so could the workspace's packages, and the
 * names that occur in several layers (`controllers/orders`, `models/orders`). Each way to divide the files is measured by its
 * modularity: the share of imports that stay inside a part, less the share that would by chance. In a ball of mud that says little,
 * so names have a say too: `modules/` is a promise, `controllers` and `utils` are layers and no modules. What divides few of the
 * files at all counts less.
 */

import type { FileGraph, FileLink } from "./file-graph.ts";

/** A way to divide files into modules. */
export interface Division {
  /** The folders of each module. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  /** How well it fits, for comparison with others. */
  readonly score: number;
}

const notModules = /^(?:tests?|__tests__|e2e|specs?|scripts?|docs?|fixtures?|__mocks__|bench|examples?|tools?)$/;
const containers =
  /^(?:modules?|features?|domains?|contexts|bounded-contexts|packages|apps|services|components|areas|slices)$/;
const layers =
  /^(?:src|apps?|packages|libs?|modules?|features?|domains?|controllers?|models?|views?|routes?|services?|repositories|entities|dto|utils?|helpers?|common|shared|core|config|types?|middlewares?|pages|components|hooks|api|db|database|infrastructure|application|domain|server|client)$/;

/** Proposes the modules; `undefined` when there are no two folders to choose. */
export function proposeModules(graph: FileGraph): Division | undefined {
  const candidates = [...listPackages(graph), ...listFolders(graph.files), ...listLayered(graph.files)];
  const measured = candidates.map((modules) => ({ modules, score: weigh(modules) * measure(graph, modules) }));
  measured.sort((one, other) => other.score - one.score || one.modules.size - other.modules.size);
  return measured[0];
}

/** What the names say. */
function weigh(modules: Division["modules"]): number {
  const parents = new Set([...modules.values()].flat().map((folder) => folder.split("/").at(-2) ?? ""));
  const promised = [...parents].every((parent) => containers.test(parent)) ? 3 : 1;
  const layered = [...modules.keys()].filter((name) => layers.test(name)).length / modules.size;
  return promised * (1 - 0.8 * layered);
}

/** Makes the function that tells the module of a path. */
export function createDivider(modules: Division["modules"]): (path: string) => string | undefined {
  const owners = new Map([...modules].flatMap(([name, folders]) => folders.map((folder) => [folder, name] as const)));
  return (path) => {
    for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      const owner = owners.get(at);
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}

function listPackages({ packages }: FileGraph): readonly Division["modules"][] {
  const own = packages.filter(({ folder }) => folder !== "");
  const modules = new Map(own.map(({ folder }) => [nameOf(folder), [folder]]));
  return own.length >= 3 && modules.size === own.length ? [modules] : [];
}

function listFolders(files: readonly string[]): readonly Division["modules"][] {
  const children = new Map<string, Set<string>>();
  for (const folder of foldersOf(files)) {
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
    if (!notModules.test(nameOf(folder))) children.set(parent, (children.get(parent) ?? new Set()).add(folder));
  }
  return [...children.values()]
    .filter(({ size }) => size >= 2)
    .map((folders) => new Map([...folders].sort().map((folder) => [nameOf(folder), [folder]])));
}

/** Names that occur in several sibling folders. */
function listLayered(files: readonly string[]): readonly Division["modules"][] {
  const byBase = new Map<string, Map<string, Set<string>>>();
  for (const folder of foldersOf(files)) {
    const [, base, , name] = /^(?:(.*)\/)?([^/]+)\/([^/]+)$/.exec(folder) ?? [];
    if (name === undefined || notModules.test(name)) continue;
    const names = byBase.get(base ?? "") ?? new Map<string, Set<string>>();
    names.set(name, (names.get(name) ?? new Set()).add(folder));
    byBase.set(base ?? "", names);
  }
  return [...byBase.values()].flatMap((names) => {
    const repeated = [...names]
      .filter(([, folders]) => folders.size >= 2)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return repeated.length < 2 ? [] : [new Map(repeated.map(([name, folders]) => [name, [...folders].sort()]))];
  });
}

function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (
      let at = file.lastIndexOf("/");
      at > 0 && !folders.has(file.slice(0, at));
      at = file.lastIndexOf("/", at - 1)
    ) {
      folders.add(file.slice(0, at));
    }
  }
  return folders;
}

function measure({ files, links }: FileGraph, modules: Division["modules"]): number {
  const divide = createDivider(modules);
  const covered = files.filter((file) => divide(file) !== undefined).length;
  const inside: FileLink[] = links.filter(({ from, to }) => divide(from) !== undefined && divide(to) !== undefined);
  if (inside.length === 0) return covered / files.length / 2;
  const degrees = new Map<string, number>();
  let kept = 0;
  for (const { from, to } of inside) {
    const [one, other] = [divide(from) ?? "", divide(to) ?? ""];
    degrees.set(one, (degrees.get(one) ?? 0) + 1);
    degrees.set(other, (degrees.get(other) ?? 0) + 1);
    if (one === other) kept += 1;
  }
  const byChance = [...degrees.values()].reduce((sum, degree) => sum + (degree / (2 * inside.length)) ** 2, 0);
  return (1 + kept / inside.length - byChance) * (covered / files.length);
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}
