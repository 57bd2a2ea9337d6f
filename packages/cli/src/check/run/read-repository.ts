/** Reads a repository for `check`: its files, its boundaries, its imports. */

import { join, relative, sep } from "node:path";
import type { CheckConfig } from "../../config/check-config.ts";
import { type ConfigLocation, loadConfig } from "../../config/load-config.ts";
import { UserError } from "../../error/user-error.ts";
import { type Boundaries, readBoundaries } from "../boundary/boundaries.ts";
import type { FileData } from "../data/file-data.ts";
import { type ContractEvents, readContractEvents } from "../graph/contract-events.ts";
import { buildEventGraph, type EventEdge } from "../graph/event-graph.ts";
import { acceptUnresolved, buildImportGraph, type ImportGraph } from "../graph/import-graph.ts";
import { buildUnitGraph, type UnitGraph } from "../graph/unit-graph.ts";
import type { EventUse } from "../source/event-use.ts";
import { readSources, type Sources } from "./read-sources.ts";
import { readSqlFiles } from "./read-sql-files.ts";

/** A repository that has been read. */
export interface Repository {
  readonly root: string;
  readonly config: CheckConfig;
  /** The configuration, relative to the root. */
  readonly configFile: string;
  readonly boundaries: Boundaries;
  readonly graph: ImportGraph;
  readonly units: UnitGraph;
  /** The table uses of files. */
  readonly data: ReadonlyMap<string, FileData>;
  /** The uses of generated events, by file. */
  readonly events: ReadonlyMap<string, readonly EventUse[]>;
  /** The events of the contracts of client packages. */
  readonly contracts: readonly ContractEvents[];
  /** The units that handle events of others. */
  readonly eventEdges: readonly EventEdge[];
  /** Files in unsupported languages. */
  readonly unsupported: readonly string[];
  /** Missing extended configurations, each with the tsconfig that extends it. */
  readonly missing: Sources["missing"];
  readonly duplicates: Sources["packages"]["duplicates"];
}

/** The repository to read, and the use of the cache. */
export interface ReadOptions extends ConfigLocation {
  /**
   * Use and update the results of earlier reads, in `node_modules/.cache/seamline` or, without
   * `node_modules`, in the user's cache folder (`XDG_CACHE_HOME`). Default `true`.
   */
  readonly cache?: boolean | undefined;
}

/**
 * Reads the repository of a configuration.
 * @throws {UserError} for every fault that would leave a part unchecked.
 */
export async function readRepository(options: ReadOptions = {}): Promise<Repository> {
  const { root, file, check, clients } = await loadConfig(options);
  if (check === undefined) {
    throw new UserError([
      `${file ?? join(root, "seamline.config.ts")}: expected \`check: { … }\` with the boundaries, found none; run \`seamline init\`, or write it`,
    ]);
  }
  const configFile = relative(root, file ?? root)
    .split(sep)
    .join("/");
  const { ignore = [], conditions = [] } = check;
  const sources = await readSources(root, { ignore, conditions, cache: options.cache !== false, configFile });
  if (sources.files.length === 0) {
    throw new UserError([`${root}: expected source files, found none; correct --cwd, or \`check.ignore\``]);
  }
  const repository = divideSources(sources, { check, clients, configFile });
  if (sources.faults.size > 0) throw new UserError([...sources.faults.values()]);
  sources.save();
  return repository;
}

/** The settings that divide sources. */
export interface DivideOptions {
  readonly check: CheckConfig;
  /** The folders of client packages if `check` has none. */
  readonly clients: readonly string[];
  readonly configFile: string;
}

/**
 * Applies the boundaries of a configuration to sources.
 * @throws {UserError} for settings and imports without a target.
 */
export function divideSources(sources: Sources, { check, clients, configFile }: DivideOptions): Repository {
  const { root, found, files, packages } = sources;
  const boundaries = readBoundaries(check, { files, names: found.names, packages: packages.named, clients });
  const graph = buildImportGraph(sources.imports, boundaries.assign, sources.resolve, acceptUnresolved(check));
  const data = new Map([...sources.data, ...readSqlFiles(root, found.names, boundaries.assign)]);
  const contracts = readContractEvents(root, found.names, boundaries.assign);
  return {
    root,
    config: check,
    configFile,
    boundaries,
    graph,
    units: buildUnitGraph(graph),
    data,
    events: sources.events,
    contracts,
    eventEdges: buildEventGraph(contracts, boundaries),
    unsupported: found.unsupported,
    missing: sources.missing,
    duplicates: packages.duplicates,
  };
}
