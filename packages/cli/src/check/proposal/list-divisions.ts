/** Candidate divisions of a repository's files into modules. */

import type { FileGraph } from "./file-graph.ts";
import { isLayer, stemOf } from "./name-stems.ts";

/** The folders or files of each module. */
export type Modules = ReadonlyMap<string, readonly string[]>;

const beside =
  /^(?:tests?|__tests__|e2e|specs?|docs?|documentation|fixtures?|__mocks__|__fixtures__|mocks?|benchmarks?|bench|examples?|samples?|demos?|cypress|playwright|stories|storybook)$/;
/**
 * Folders beside the product in an application. Below a folder of packages, a package may have any
 * of these names.
 */
const besideInApplication =
  /^(?:bin|scripts?|tools?|tooling|migrations|seeds|public|static|assets|generated|__generated__|vendor|third_party)$/;
const ofPackages = /^(?:packages|modules|apps|libs|features|domains|services)$/;

/**
 * Checks that a path lies in a folder of tests, scripts or examples, which are not part of the
 * product.
 */
export function isBesideProduct(path: string): boolean {
  return foldersAbove(path).some(isBeside);
}

function isBeside(folder: string): boolean {
  const [parent = "", name = ""] = ["", ...folder.split("/")].slice(-2);
  return beside.test(name) || (besideInApplication.test(name) && !ofPackages.test(parent));
}

/**
 * Lists the divisions.
 * @param clients the folders of client packages, which are doors and not modules.
 */
export function listDivisions(
  { files, packages }: Pick<FileGraph, "files" | "packages">,
  clients: readonly string[],
): readonly Modules[] {
  const isClient = (path: string): boolean =>
    clients.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const product = files.filter((file) => !isBesideProduct(file) && !isClient(file));
  const holding = new Set(product.flatMap(foldersAbove));
  const own = packages.filter(({ folder }) => folder !== "" && holding.has(folder) && !isBeside(folder));
  return [
    ...listPackages(own.map(({ folder }) => folder)),
    ...listFolders(holding),
    ...listLayered(holding),
    ...listByName(product),
  ];
}

/** Each package by its folder's name, with the names of folders above where it is not unique. */
function listPackages(folders: readonly string[]): readonly Modules[] {
  if (folders.length < 3) return [];
  const byNames = [1, 2, 3].map(
    (names) => new Map(folders.map((folder) => [folder.split("/").slice(-names).join("-"), [folder]] as const)),
  );
  const modules = byNames.find(({ size }) => size === folders.length);
  return modules === undefined ? [] : [new Map([...modules].sort(byName))];
}

function listFolders(folders: ReadonlySet<string>): readonly Modules[] {
  const children = new Map<string, Set<string>>();
  for (const folder of folders) {
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
    if (!isBeside(folder)) children.set(parent, (children.get(parent) ?? new Set()).add(folder));
  }
  return [...children.values()]
    .filter(({ size }) => size >= 2)
    .map((found) => new Map([...found].sort().map((folder) => [nameOf(folder), [folder]])));
}

/**
 * Folders whose names occur in several sibling folders: `controllers/orders` and `models/orders`.
 */
function listLayered(folders: ReadonlySet<string>): readonly Modules[] {
  const byBase = new Map<string, Map<string, Set<string>>>();
  for (const folder of folders) {
    const [, base, , name] = /^(?:(.*)\/)?([^/]+)\/([^/]+)$/.exec(folder) ?? [];
    if (name === undefined || isBeside(folder)) continue;
    const names = byBase.get(base ?? "") ?? new Map<string, Set<string>>();
    names.set(name, (names.get(name) ?? new Set()).add(folder));
    byBase.set(base ?? "", names);
  }
  return [...byBase.values()].flatMap(toRepeated);
}

/**
 * Files whose names occur in several layers: `controllers/order.controller.ts` and
 * `models/order.ts`.
 */
function listByName(files: readonly string[]): readonly Modules[] {
  const byBase = new Map<string, { file: string; layer: string; stem: string }[]>();
  for (const file of files) {
    const names = file.split("/");
    const at = names.findIndex((name, index) => index < names.length - 1 && isLayer(name));
    const stem = stemOf(file);
    if (at === -1 || stem === undefined) continue;
    const base = names.slice(0, at).join("/");
    byBase.set(base, [...(byBase.get(base) ?? []), { file, layer: names[at] ?? "", stem }]);
  }
  return [...byBase.values()].flatMap((all) => {
    const layers = new Map<string, Set<string>>();
    for (const { stem, layer } of all) layers.set(stem, (layers.get(stem) ?? new Set()).add(layer));
    const repeated = [...layers].filter(([, found]) => found.size >= 2).map(([stem]) => stem);
    const modules = new Map<string, Set<string>>();
    for (const { file, stem } of all) {
      const [name] = repeated
        .filter((one) => stem === one || stem.startsWith(`${one}-`))
        .sort((one, other) => other.length - one.length);
      if (name !== undefined) modules.set(name, (modules.get(name) ?? new Set()).add(file));
    }
    return toRepeated(modules);
  });
}

function toRepeated(names: ReadonlyMap<string, ReadonlySet<string>>): readonly Modules[] {
  const repeated = [...names].filter(([, found]) => found.size >= 2).sort(byName);
  return repeated.length < 2 ? [] : [new Map(repeated.map(([name, found]) => [name, [...found].sort()]))];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function foldersAbove(file: string): readonly string[] {
  const names = file.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}
