/**
 * Which folders are the modules.
 *
 * Every folder with several folders in it could be the one whose children are modules; so could the workspace's packages, and the
 * names that occur in several layers (`controllers/orders`, `models/orders`). Each way to divide the files is measured by its
 * modularity: the share of imports that stay inside a part, less the share that would by chance. In a ball of mud that says little,
 * so names have a say too: `modules/` is a promise, `controllers` and `utils` are layers and no modules. What divides few of the
 * files at all counts less.
 *
 * @see M. E. J. Newman, "Modularity and community structure in networks" (2006), for the measure.
 */

import { findClientFolders } from "./client-packages.ts";
import type { FileGraph } from "./file-graph.ts";
import { isBesideProduct, listDivisions, type Modules } from "./list-divisions.ts";

/** A way to divide files into modules. */
export interface Division {
  readonly modules: Modules;
  /** How well it fits, for comparison with others. */
  readonly score: number;
}

const containers =
  /^(?:modules?|features?|domains?|contexts|bounded-contexts|packages|apps|services|components|areas|slices)$/;
const layers =
  /^(?:src|source|apps?|packages|libs?|modules?|features?|domains?|controllers?|models?|views?|routes?|services?|repositories|entities|dtos?|utils?|helpers?|common|shared|core|config|types?|interfaces?|middlewares?|validators?|validations?|pages|components|hooks|api|db|database|infrastructure|application|domain|server|client)$/;
/** A modularity is at most 1, and counts from 1. */
const mostModular = 2;
const kept = 5;

/** Proposes divisions, the best first; none where there are no two folders to choose. */
export function proposeModules(graph: FileGraph): readonly Division[] {
  const product = graph.files.filter((file) => !isBesideProduct(file));
  const inside = new Set(product);
  const links = graph.links.filter(({ from }) => inside.has(from));
  const below = countBelow(product);
  const bounded = listDivisions(graph, findClientFolders(graph.files))
    .map((modules) => ({ modules, bound: weigh(modules) * mostModular * (coverage(modules, below) / product.length) }))
    .sort((one, other) => other.bound - one.bound || one.modules.size - other.modules.size);
  const found: Division[] = [];
  for (const { modules, bound } of bounded) {
    if (found.length >= kept && bound < (found[kept - 1]?.score ?? 0)) break; // none of the rest can be better
    const score = weigh(modules) * measure({ files: product, links }, modules);
    found.push({ modules, score });
    found.sort((one, other) => other.score - one.score || one.modules.size - other.modules.size);
  }
  return found.slice(0, kept);
}

/** What the names say. */
function weigh(modules: Modules): number {
  const parents = new Set([...modules.values()].flat().map((folder) => folder.split("/").at(-2) ?? ""));
  const promised = [...parents].every((parent) => containers.test(parent)) && !isFiles(modules) ? 3 : 1;
  const layered = [...modules.keys()].filter((name) => layers.test(name)).length / modules.size;
  return promised * (1 - 0.8 * layered);
}

function isFiles(modules: Modules): boolean {
  return [...modules.values()].flat().every((path) => /\.[cm]?[jt]sx?$/.test(path));
}

/** Makes the function that finds the module of a path. */
export function createDivider(modules: Modules): (path: string) => string | undefined {
  const owners = new Map([...modules].flatMap(([name, folders]) => folders.map((folder) => [folder, name] as const)));
  const known = new Map<string, string | undefined>();
  const divide = (path: string): string | undefined => {
    if (path === "") return undefined;
    if (known.has(path)) return known.get(path);
    const owner = owners.get(path) ?? divide(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    known.set(path, owner);
    return owner;
  };
  return divide;
}

/** How many files lie in each folder; a file counts as one. */
function countBelow(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    for (let at = file; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/"))))
      counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

function coverage(modules: Modules, below: ReadonlyMap<string, number>): number {
  return [...modules.values()].flat().reduce((sum, folder) => sum + (below.get(folder) ?? 0), 0);
}

function measure({ files, links }: Pick<FileGraph, "files" | "links">, modules: Modules): number {
  const divide = createDivider(modules);
  const covered = files.filter((file) => divide(file) !== undefined).length;
  const degrees = new Map<string, number>();
  let stay = 0;
  let all = 0;
  for (const { from, to } of links) {
    const [one, other] = [divide(from), divide(to)];
    if (one === undefined || other === undefined) continue;
    all += 1;
    degrees.set(one, (degrees.get(one) ?? 0) + 1);
    degrees.set(other, (degrees.get(other) ?? 0) + 1);
    if (one === other) stay += 1;
  }
  if (all === 0) return covered / files.length / 2;
  const byChance = [...degrees.values()].reduce((sum, degree) => sum + (degree / (2 * all)) ** 2, 0);
  return (1 + stay / all - byChance) * (covered / files.length);
}
