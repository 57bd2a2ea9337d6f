/**
 * Proposes the folders of modules.
 *
 * Every folder with several folders in it could be the parent of the modules. So could the
 * workspace's packages, and the names that occur in several layers (`controllers/orders`,
 * `models/orders`). Each division of the files is measured by its modularity: the share of imports
 * inside a part, minus the share expected by chance. In a ball of mud that discriminates little, so
 * names count as well: `modules/` is a promise, `controllers` and `utils` are layers and not
 * modules. A division that covers few of the files scores lower.
 * @see M. E. J. Newman, "Modularity and community structure in networks" (2006), for the measure.
 */

import { findClientFolders } from "./client-packages.ts";
import type { FileGraph } from "./file-graph.ts";
import { isBesideProduct, listDivisions, type Modules } from "./list-divisions.ts";

/** A division of files into modules. */
export interface Division {
  readonly modules: Modules;
  /** The quality of the division; comparable within one proposal only. */
  readonly score: number;
}

const containers =
  /^(?:modules?|features?|domains?|contexts|bounded-contexts|packages|apps|services|components|areas|slices)$/;
const layers =
  /^(?:src|source|apps?|packages|libs?|modules?|features?|domains?|controllers?|models?|views?|routes?|services?|repositories|entities|dtos?|utils?|helpers?|common|shared|core|config|types?|interfaces?|middlewares?|validators?|validations?|pages|components|hooks|api|db|database|infrastructure|application|domain|server|client)$/;
/** The upper bound of 1 + modularity. */
const mostModular = 2;
const isSource = /\.[cm]?[jt]sx?$/;
const kept = 5;

/** Proposes divisions, the best first; none without two candidate folders. */
export function proposeModules(graph: FileGraph): readonly Division[] {
  const product = graph.files.filter((file) => !isBesideProduct(file));
  const inside = new Set(product);
  const numbered = numberPaths(
    product,
    graph.links.filter(({ from }) => inside.has(from)),
  );
  const below = countBelow(product);
  const bounded = listDivisions(graph, findClientFolders(graph.files))
    .map((modules) => ({ modules, bound: weigh(modules) * mostModular * (coverage(modules, below) / product.length) }))
    .sort((one, other) => other.bound - one.bound || one.modules.size - other.modules.size);
  const found: Division[] = [];
  for (const { modules, bound } of bounded) {
    if (found.length >= kept && bound < (found[kept - 1]?.score ?? 0)) break; // no further division can score higher
    const score = weigh(modules) * measure(numbered, modules);
    found.push({ modules, score });
    found.sort((one, other) => other.score - one.score || one.modules.size - other.modules.size);
  }
  return found.slice(0, kept);
}

/** The weight of the names. */
function weigh(modules: Modules): number {
  const paths = [...modules.values()].flat();
  const contained = paths.filter(
    (path) => containers.test(path.split("/").at(-2) ?? "") && !isSource.test(path),
  ).length;
  const promised = 1 + 2 * (contained / paths.length);
  const layered = [...modules.keys()].filter((name) => layers.test(name)).length / modules.size;
  return promised * (1 - 0.8 * layered);
}

/** Creates the lookup from paths to modules. */
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

/** The number of files in each folder; a file counts as one. */
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

/** Files and imports by number, since each division is measured over all of them. */
interface NumberedGraph {
  readonly paths: readonly string[];
  /** The number of paths that are files of the product; these come first. */
  readonly files: number;
  /** The two ends of each import, alternating. */
  readonly ends: Int32Array;
}

function numberPaths(files: readonly string[], links: FileGraph["links"]): NumberedGraph {
  const numbers = new Map(files.map((file, index) => [file, index]));
  const numberOf = (path: string): number => {
    const found = numbers.get(path) ?? numbers.size;
    numbers.set(path, found);
    return found;
  };
  const ends = Int32Array.from(links.flatMap(({ from, to }) => [numberOf(from), numberOf(to)]));
  return { paths: [...numbers.keys()], files: files.length, ends };
}

function measure({ paths, files, ends }: NumberedGraph, modules: Modules): number {
  const divide = createDivider(modules);
  const numbers = new Map([...modules.keys()].map((name, index) => [name, index]));
  const owners = Int32Array.from(paths, (path) => numbers.get(divide(path) ?? "") ?? -1);
  const degrees = new Int32Array(modules.size);
  let covered = 0;
  for (let index = 0; index < files; index += 1) if (owners[index] !== -1) covered += 1;
  let stay = 0;
  let all = 0;
  for (let index = 0; index < ends.length; index += 2) {
    const [one = -1, other = -1] = [owners[ends[index] ?? 0], owners[ends[index + 1] ?? 0]];
    if (one === -1 || other === -1) continue;
    all += 1;
    degrees[one] = (degrees[one] ?? 0) + 1;
    degrees[other] = (degrees[other] ?? 0) + 1;
    if (one === other) stay += 1;
  }
  if (all === 0) return covered / files / 2;
  const byChance = degrees.reduce((sum, degree) => sum + (degree / (2 * all)) ** 2, 0);
  return (1 + stay / all - byChance) * (covered / files);
}
