/** The shortest chain of imports between two parts of a repository. */

import { UserError } from "../../error/user-error.ts";
import type { ImportGraph, InternalImport } from "../graph/import-graph.ts";
import { findShortestPath } from "../graph/shortest-path.ts";
import type { Repository } from "../run/read-repository.ts";

/** One import of the chain. */
export interface PathStep {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly specifier: string;
  readonly target: string;
}

/**
 * Finds the shortest chain of imports from any file of `from` to any of `to`. Each names a unit
 * (`courier`, `courier client`), a folder or a file.
 * @returns `undefined` if no imports lead from one to the other.
 * @throws {UserError} for an unknown name.
 */
export function explainPath(repository: Repository, from: string, to: string): readonly PathStep[] | undefined {
  const { graph } = repository;
  const starts = filesOf(repository, from);
  const ends = filesOf(repository, to);
  const reached = new Set(ends.filter((file) => !starts.includes(file)));
  const edges = new Map<string, Set<string>>();
  const link = (one: string, other: string): void => {
    edges.set(one, (edges.get(one) ?? new Set()).add(other));
  };
  for (const { file, target } of graph.internal) link(file, target);
  for (const file of starts) link(start, file);
  for (const file of reached) link(file, end);
  const path = findShortestPath(edges, start, end);
  return path?.slice(1, -1).flatMap((file, index, files) => {
    const target = files[index + 1];
    return target === undefined ? [] : [toStep(findImport(graph, file, target))];
  });
}

/** Nodes that are never paths. */
const start = "\0start";
const end = "\0end";

function filesOf({ graph, boundaries }: Repository, name: string): readonly string[] {
  const targets = new Set([...graph.files, ...graph.internal.map(({ target }) => target)]);
  const folder = name.replace(/^\.\//, "").replace(/\/$/, "");
  const ofUnit = [...targets].filter((file) => boundaries.assign(file)?.unit.id === name);
  const found =
    ofUnit.length > 0 ? ofUnit : [...targets].filter((file) => file === folder || file.startsWith(`${folder}/`));
  if (found.length > 0) return found;
  const units = boundaries.units.map(({ id }) => id).join(", ");
  throw new UserError([`expected a unit, a folder or a file, found ${JSON.stringify(name)}; the units are ${units}`]);
}

function findImport({ internal }: ImportGraph, file: string, target: string): InternalImport {
  const found = internal.find((one) => one.file === file && one.target === target);
  if (found === undefined) throw new RangeError(`expected an import of ${target} in ${file}, found none`);
  return found;
}

function toStep({ file, target, statement }: InternalImport): PathStep {
  const { line, column, specifier } = statement;
  return { file, line, column, specifier, target };
}
