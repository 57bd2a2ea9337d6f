/** The division of all non-module code into shared code and composition roots. */

import { findClientFolders } from "./client-packages.ts";
import type { FileGraph } from "./file-graph.ts";
import { isBesideProduct } from "./list-divisions.ts";
import { createDivider, type Division } from "./propose-modules.ts";

/** The proposed folders by kind of unit. */
export interface Arrangement {
  readonly modules: Division["modules"];
  /** Patterns of folders: `packages/*-client` beside `packages/*`. */
  readonly clients: readonly string[];
  readonly shared: readonly string[];
  readonly roots: readonly string[];
}

/**
 * Arranges a division. A folder that many modules import and that imports none is shared code
 * instead of a module. Code outside all modules is shared code if modules import it, and a
 * composition root if it imports modules.
 */
export function arrange(graph: FileGraph, { modules: divided }: Division): Arrangement {
  const modules = new Map([...divided].filter(([name]) => !isClient(name, divided)));
  const clientFolders = [
    ...[...divided].flatMap(([name, folders]) => (isClient(name, divided) ? folders : [])),
    ...findClientsByName(graph.files, divided),
    ...findClientFolders(graph.files),
  ];
  const shared = findSharedModules(graph, modules, divided);
  const own = new Map([...modules].filter(([name]) => !shared.has(name)));
  const divide = createDivider(own);
  const sharedFolders = [...shared].flatMap((name) => modules.get(name) ?? []);
  const isTaken = createDivider(new Map([["taken", [...sharedFolders, ...clientFolders]]]));
  const outside = graph.files.filter((file) => divide(file) === undefined && isTaken(file) === undefined);
  const groups = groupFiles(outside, [...own.values(), sharedFolders, clientFolders].flat());
  const { shared: sharedBeside, roots } = arrangeBeside(graph.links, divide, groups);
  const clients = [
    ...new Set(clientFolders.map((folder) => toClientPattern(folder, clientFolders, graph.files))),
  ].sort();
  return { modules: own, clients, shared: [...sharedFolders, ...sharedBeside].sort(), roots: [...roots].sort() };
}

const sharedNames =
  /^(?:shared|common|libs?|utils?|helpers?|core|kernel|types?|config|logging|logger|testing|ui|text)$/;

/** Finds `clients/orders`, the client package of `orders`. */
function findClientsByName(files: readonly string[], modules: Division["modules"]): readonly string[] {
  const folders = files.flatMap((file) => {
    const [, folder, name = ""] = /^((?:.*\/)?clients\/([^/]+))\//.exec(file) ?? [];
    return folder !== undefined && modules.has(name) ? [folder] : [];
  });
  return [...new Set(folders)].filter((folder) => ![...modules.values()].flat().includes(folder));
}

/** A pattern if all folders that it matches are client packages, otherwise the folder. */
function toClientPattern(folder: string, clients: readonly string[], files: readonly string[]): string {
  if (folder.endsWith("-client")) return folder.replace(/[^/]+-client$/, "*-client");
  const parent = folder.slice(0, folder.lastIndexOf("/") + 1);
  const isClient = (file: string): boolean => clients.some((one) => file.startsWith(`${one}/`));
  const exact = files.every(
    (file) => !file.startsWith(parent) || !file.slice(parent.length).includes("/") || isClient(file),
  );
  return exact ? `${parent}*` : folder;
}

/** Recognizes `orders-client`, the client package of `orders`. */
function isClient(name: string, modules: Division["modules"]): boolean {
  return name.endsWith("-client") && modules.has(name.slice(0, -"-client".length));
}

/** Finds modules that are shared code. A module with a client package never is. */
function findSharedModules(
  { links }: FileGraph,
  modules: Division["modules"],
  all: Division["modules"],
): ReadonlySet<string> {
  const divide = createDivider(modules);
  const importers = new Map<string, Set<string>>();
  const importing = new Set<string>();
  for (const { from, to } of links) {
    const [one, other] = [divide(from), divide(to)];
    if (one === undefined || other === undefined || one === other) continue;
    importing.add(one);
    importers.set(other, (importers.get(other) ?? new Set()).add(one));
  }
  const many = Math.max(3, Math.ceil((modules.size - 1) * 0.6));
  const free = [...modules.keys()].filter(
    (name) =>
      !importing.has(name) &&
      !all.has(`${name}-client`) &&
      (importers.get(name)?.size ?? 0) >= (sharedNames.test(name) ? 1 : many),
  );
  return new Set(free.length < modules.size - 1 ? free : []);
}

/** Files by the topmost folder without a module; files beside modules one by one. */
function groupFiles(files: readonly string[], taken: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const holding = new Set<string>();
  for (const folder of taken) {
    for (let at = folder; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) holding.add(at);
  }
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const names = file.split("/");
    const depth = names.findIndex((_, index) => !holding.has(names.slice(0, index + 1).join("/")));
    const group = names.slice(0, depth + 1).join("/");
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  return groups;
}

/**
 * Divides the code beside modules. Modules import shared code more often than it imports them; a
 * composition root imports modules, or another root. Tests and scripts are roots if they import at
 * least one module. The rest is left to the baseline.
 */
function arrangeBeside(
  links: FileGraph["links"],
  divide: (path: string) => string | undefined,
  groups: ReadonlyMap<string, readonly string[]>,
): { readonly shared: readonly string[]; readonly roots: readonly string[] } {
  const groupOf = createDivider(groups);
  const uses = new Map([...groups.keys()].map((group) => [group, { imports: 0, imported: 0, to: new Set<string>() }]));
  for (const { from, to } of links) {
    const [one, other] = [uses.get(groupOf(from) ?? ""), uses.get(groupOf(to) ?? "")];
    if (one !== undefined && divide(to) !== undefined) one.imports += 1;
    if (other !== undefined && divide(from) !== undefined) other.imported += 1;
    one?.to.add(groupOf(to) ?? "");
  }
  const shared: string[] = [];
  const roots = new Set<string>();
  for (const [group, { imports, imported }] of uses) {
    const isBeside = isBesideProduct(`${group}/`) || isTest(group);
    if (imports > 0 && (isBeside || imports > imported)) roots.add(group);
    else if (imported > 0) shared.push(group);
  }
  for (let before = -1; before !== roots.size; ) {
    before = roots.size;
    for (const [group, { to }] of uses) {
      if (!shared.includes(group) && [...to].some((one) => one !== group && roots.has(one))) roots.add(group);
    }
  }
  return { shared, roots: [...roots] };
}

function isTest(file: string): boolean {
  return /\.(?:test|spec|e2e-spec|bench|stories)\.[cm]?[jt]sx?$/.test(file);
}
