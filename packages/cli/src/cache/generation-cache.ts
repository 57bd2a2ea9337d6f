/**
 * The memory of `seamline generate`: what the last generation was made from and what it made, so that the next one need not load
 * a contract when nothing has changed. It lies in `node_modules/.cache/seamline`, one file for each configuration. Only hashes
 * are kept: whatever differs is generated again from its sources.
 */

import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { debuglog } from "node:util";
import type { ClientFolder } from "../config/client-folders.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { hashContent } from "./content-hash.ts";
import { areUnchanged, type Sources } from "./sources.ts";

/** What a client package was generated to. */
export interface RememberedClient {
  readonly service: string;
  /** The folder of the client package, as {@link ClientFolder} has it. */
  readonly folder: string;
  readonly output: string;
  /** The hash of every generated file, by its name. */
  readonly files: Readonly<Record<string, string>>;
}

/** The cache of one configuration. */
export interface GenerationCache {
  /** The last generation, if it was made from exactly the same. */
  read(): readonly RememberedClient[] | undefined;
  write(sources: Sources, clients: readonly RememberedClient[]): void;
}

interface Entry {
  readonly circumstances: string;
  readonly sources: Sources;
  readonly clients: readonly RememberedClient[];
}

const debug = debuglog("seamline");

/** Opens the cache of a configuration; `undefined` where no folder above it has `node_modules`. */
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
    write(sources, remembered) {
      const entry: Entry = { circumstances, sources, clients: remembered };
      const draft = `${file}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, JSON.stringify(entry));
        renameSync(draft, file); // another run reads the old one or the new one, never half of it
      } catch (reason) {
        debug("nothing is remembered: %s", reason);
      }
    },
  };
}

/** What decides about the result besides the sources. */
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
    return undefined; // none yet, or one that cannot be read: both mean to generate
  }
}

function findModules(folder: string): string | undefined {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : findModules(dirname(folder));
}
