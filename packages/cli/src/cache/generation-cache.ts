/**
 * The cache of `seamline generate`: the sources and the generated files of the last generation, so
 * that the next one loads no contract if nothing has changed. One file per configuration in
 * `node_modules/.cache/seamline`. Only hashes are kept: a difference is generated again from its
 * sources.
 */

import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { debuglog } from "node:util";
import type { ClientFolder } from "../config/client-folders.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { hashContent } from "./content-hash.ts";
import { areUnchanged, type Sources } from "./sources.ts";

/** The files generated for one client package. */
export interface CachedClient {
  readonly service: string;
  /** The folder of the client package, as in {@link ClientFolder}. */
  readonly folder: string;
  readonly output: string;
  /** The hash of every generated file, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** The cache of one configuration. */
export interface GenerationCache {
  /** The last generation if its sources, Node and options are unchanged; otherwise `undefined`. */
  read(): readonly CachedClient[] | undefined;
  write(sources: Sources, clients: readonly CachedClient[]): void;
}

interface Entry {
  readonly circumstances: string;
  readonly sources: Sources;
  readonly clients: readonly CachedClient[];
}

const debug = debuglog("seamline");

/** Opens the cache of a configuration; `undefined` if no folder above it has `node_modules`. */
export function openGenerationCache(
  config: LoadedConfig,
  clients: readonly ClientFolder[],
): GenerationCache | undefined {
  const modules = findModules(config.root);
  if (modules === undefined) return undefined;
  const folder = join(modules, ".cache", "seamline");
  const name = hashContent(`${config.root}\n${config.file}`).slice(0, 16);
  const file = join(folder, `generate-${name}.json`);
  const circumstances = describeCircumstances(clients);
  return {
    read() {
      const entry = readEntry(file);
      return entry?.circumstances === circumstances && areUnchanged(entry.sources) ? entry.clients : undefined;
    },
    write(sources, cached) {
      const entry: Entry = { circumstances, sources, clients: cached };
      const draft = `${file}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, JSON.stringify(entry));
        renameSync(draft, file); // a concurrent run reads the old file or the new one, never half of it
      } catch (reason) {
        debug("the generation is not cached: %s", reason);
      }
    },
  };
}

/**
 * Inputs of a generation besides its sources: Node, its flags, locale, time zone, client folders.
 */
function describeCircumstances(clients: readonly ClientFolder[]): string {
  const { NODE_OPTIONS, TZ, LANG, LC_ALL } = process.env;
  return JSON.stringify([
    "1",
    process.version,
    process.execArgv,
    [NODE_OPTIONS, TZ, LANG, LC_ALL],
    clients.map(({ label, contractFile, output }) => [label, contractFile, realpathSync(contractFile), output]),
  ]);
}

function readEntry(file: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Entry;
  } catch {
    return undefined; // no entry yet, or an unreadable one: generate
  }
}

function findModules(folder: string): string | undefined {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : findModules(dirname(folder));
}
