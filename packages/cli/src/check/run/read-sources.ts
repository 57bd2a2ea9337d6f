/**
 * The files of a repository, their imports and the targets of these: everything that does not
 * depend on boundaries.
 */

import type { FileData } from "../data/file-data.ts";
import { openResolutionCache } from "../resolve/resolution-cache.ts";
import { createResolver, type Resolver } from "../resolve/resolve-import.ts";
import { readWorkspacePackages, type WorkspacePackages } from "../resolve/workspace-packages.ts";
import type { EventUse } from "../source/event-use.ts";
import { type FoundFiles, findFiles } from "../source/find-files.ts";
import type { FileImports } from "../source/import-statement.ts";
import { readFiles } from "../source/read-files.ts";

/** The sources of a repository. */
export interface Sources extends Resolver {
  readonly root: string;
  readonly found: FoundFiles;
  /** The read files, without the configuration. */
  readonly files: readonly string[];
  readonly packages: WorkspacePackages;
  readonly imports: ReadonlyMap<string, FileImports>;
  readonly data: ReadonlyMap<string, FileData>;
  /** The uses of generated events, by file. */
  readonly events: ReadonlyMap<string, readonly EventUse[]>;
  /** The fault of each file that does not parse. */
  readonly faults: ReadonlyMap<string, string>;
  /** Writes the resolutions to the cache for the next run. */
  save(): void;
}

/** The sources to read. */
export interface SourceOptions {
  readonly ignore: readonly string[];
  readonly conditions: readonly string[];
  readonly cache: boolean;
  /** The configuration, relative to the root: it is not code of the repository. */
  readonly configFile: string;
}

/** Reads the sources of a folder. @throws {UserError} if a package.json cannot be read. */
export async function readSources(
  root: string,
  { ignore, conditions, cache, configFile }: SourceOptions,
): Promise<Sources> {
  const found = findFiles(root, ignore);
  const files = found.sources.filter((source) => source !== configFile);
  const packages = readWorkspacePackages(root, found.folders, files);
  const resolutions = cache ? openResolutionCache(root, found, { conditions }) : undefined;
  const resolver = createResolver({
    root,
    packages,
    names: found.names,
    conditions,
    ...(resolutions && { known: resolutions.known }),
  });
  const read = await readFiles(root, files, cache);
  const save = (): void => {
    if (resolver.missing.size === 0) resolutions?.save(); // a missing configuration may exist next time
  };
  return { root, found, files, packages, ...read, ...resolver, save };
}
