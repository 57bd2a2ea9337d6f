/** Reading a repository with the eyes of `check`: its files, its boundaries, its imports. */

import { join, relative, sep } from "node:path";
import type { CheckConfig } from "../../config/check-config.ts";
import { type ConfigLocation, loadConfig } from "../../config/load-config.ts";
import { UserError } from "../../error/user-error.ts";
import { type Boundaries, readBoundaries } from "../boundary/boundaries.ts";
import type { FileData } from "../data/file-data.ts";
import { buildImportGraph, type ImportGraph } from "../graph/import-graph.ts";
import { buildUnitGraph, type UnitGraph } from "../graph/unit-graph.ts";
import { rememberResolutions } from "../resolve/remember-resolutions.ts";
import { createResolver } from "../resolve/resolve-import.ts";
import { parentOf, readWorkspacePackages } from "../resolve/workspace-packages.ts";
import { findFiles } from "../source/find-files.ts";
import { readFiles } from "../source/read-files.ts";
import { readSqlFiles } from "./read-sql-files.ts";

/** A repository, read. */
export interface Repository {
  readonly root: string;
  readonly config: CheckConfig;
  /** The configuration, relative to the root. */
  readonly configFile: string;
  readonly boundaries: Boundaries;
  readonly graph: ImportGraph;
  readonly units: UnitGraph;
  /** What files do with tables. */
  readonly data: ReadonlyMap<string, FileData>;
  /** Files in languages that are not read. */
  readonly foreign: readonly string[];
}

/** How to read. */
export interface ReadOptions extends ConfigLocation {
  /**
   * Uses and keeps the results of earlier reads, in `node_modules/.cache/seamline`. Default `true`.
   */
  readonly cache?: boolean | undefined;
}

/** Reads the repository of a configuration. @throws {UserError} for everything that keeps the check from being whole. */
export async function readRepository(options: ReadOptions = {}): Promise<Repository> {
  const { root, file, check, clients } = await loadConfig(options);
  if (check === undefined) {
    throw new UserError([
      `${file ?? join(root, "seamline.config.ts")}: expected \`check: { … }\` with the boundaries, found none; run \`seamline init\`, or write it`,
    ]);
  }
  const found = findFiles(root, check.ignore ?? []);
  const configFile = relative(root, file ?? root)
    .split(sep)
    .join("/");
  const { foreign } = found;
  const sources = found.sources.filter((source) => source !== configFile);
  if (sources.length === 0) {
    throw new UserError([`${root}: expected source files, found none; correct --cwd, or \`check.ignore\``]);
  }
  const packages = readWorkspacePackages(root, sources);
  const boundaries = readBoundaries(check, { files: sources, names: found.names, packages: packages.named, clients });
  const { external = [], conditions = [] } = check;
  const cache = options.cache !== false;
  const remembered = cache ? rememberResolutions(root, found, { external, conditions }) : undefined;
  const resolve = createResolver({
    root,
    packages,
    external,
    conditions,
    perFile: hasNeighbours(found.names),
    ...(remembered && { known: remembered.known }),
  });
  const { imports, data, faults } = await readFiles(root, sources, cache);
  if (faults.size > 0) throw new UserError([...faults.values()]);
  const graph = buildImportGraph(imports, boundaries.assign, resolve);
  remembered?.save();
  const tables = new Map([...data, ...readSqlFiles(root, found.names, boundaries.assign)]);
  return { root, config: check, configFile, boundaries, graph, units: buildUnitGraph(graph), data: tables, foreign };
}

/** Whether a folder has more than one tsconfig. */
function hasNeighbours(names: readonly string[]): boolean {
  const folders = names.filter((name) => /(?:^|\/)tsconfig[^/]*\.json$/.test(name)).map(parentOf);
  return new Set(folders).size < folders.length;
}
