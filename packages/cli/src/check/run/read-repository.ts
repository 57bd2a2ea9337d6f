/** Reading a repository with the eyes of `check`: its files, its boundaries, its imports. */

import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { CheckConfig } from "../../config/check-config.ts";
import { type ConfigLocation, loadConfig } from "../../config/load-config.ts";
import { UserError } from "../../error/user-error.ts";
import { type Boundaries, readBoundaries } from "../boundary/boundaries.ts";
import { buildImportGraph, type ImportGraph } from "../graph/import-graph.ts";
import { buildUnitGraph, type UnitGraph } from "../graph/unit-graph.ts";
import { createResolver } from "../resolve/resolve-import.ts";
import { readWorkspacePackages } from "../resolve/workspace-packages.ts";
import { findFiles } from "../source/find-files.ts";
import type { FileImports } from "../source/import-statement.ts";
import { readImports } from "../source/read-imports.ts";

/** A repository, read. */
export interface Repository {
  readonly root: string;
  readonly config: CheckConfig;
  /** The configuration, relative to the root. */
  readonly configFile: string;
  readonly boundaries: Boundaries;
  readonly graph: ImportGraph;
  readonly units: UnitGraph;
  /** Files in languages that are not read. */
  readonly foreign: readonly string[];
}

/** Reads the repository of a configuration. @throws {UserError} for everything that keeps the check from being whole. */
export async function readRepository(location: ConfigLocation = {}): Promise<Repository> {
  const { root, file, check, clients } = await loadConfig(location);
  if (check === undefined) {
    throw new UserError([
      `${file ?? join(root, "seamline.config.ts")}: expected \`check: { … }\` with the boundaries, found none; run \`seamline init\`, or write it`,
    ]);
  }
  const { sources, foreign } = findFiles(root, check.ignore ?? []);
  if (sources.length === 0) {
    throw new UserError([`${root}: expected source files, found none; correct --cwd, or \`check.ignore\``]);
  }
  const packages = readWorkspacePackages(root, sources);
  const boundaries = readBoundaries(check, { files: sources, packages: packages.named, clients });
  const { external = [], conditions = [] } = check;
  const resolve = createResolver({ root, packages, external, conditions });
  const graph = buildImportGraph(readAll(root, sources), boundaries.assign, resolve);
  const configFile = relative(root, file ?? root)
    .split(sep)
    .join("/");
  return { root, config: check, configFile, boundaries, graph, units: buildUnitGraph(graph), foreign };
}

function readAll(root: string, files: readonly string[]): ReadonlyMap<string, FileImports> {
  const faults: string[] = [];
  const read = new Map<string, FileImports>();
  for (const file of files) {
    try {
      read.set(file, readImports(file, readFileSync(join(root, file), "utf8")));
    } catch (reason) {
      if (!(reason instanceof UserError)) throw reason;
      faults.push(...reason.faults);
    }
  }
  if (faults.length > 0) throw new UserError(faults);
  return read;
}
