/** Reads the imports, table uses and event uses of all files; of unchanged files from the cache. */

import { readFileSync, type Stats, statSync } from "node:fs";
import { UserError } from "../../error/user-error.ts";
import { hashText, openCacheFile } from "../cache/cache-file.ts";
import type { FileData } from "../data/file-data.ts";
import type { EventUse } from "./event-use.ts";
import type { FileImports } from "./import-statement.ts";

/** The cached content of a file. */
interface KnownFile {
  readonly size: number;
  readonly modified: number;
  readonly changed: number;
  readonly inode: number;
  /** The time of the read, in milliseconds since the epoch. */
  readonly read: number;
  readonly hash: string;
  readonly imports: FileImports;
  readonly data?: FileData | undefined;
  readonly events?: readonly EventUse[] | undefined;
}

/**
 * Milliseconds between a change and a read after which equal size, times and inode mean an
 * unchanged file. In a shorter interval a second change could have the same time.
 */
const settledAfterMs = 2000;

/** The content of all read files. */
export interface ReadFiles {
  readonly imports: ReadonlyMap<string, FileImports>;
  /** The table uses of files, for files with any. */
  readonly data: ReadonlyMap<string, FileData>;
  /** The uses of generated events, for files with any. */
  readonly events: ReadonlyMap<string, readonly EventUse[]>;
  /** The fault of each file that does not parse. */
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Reads the imports and table uses of files.
 * @param useCache `true` to use and update the cache.
 */
export async function readFiles(root: string, files: readonly string[], useCache: boolean): Promise<ReadFiles> {
  const cache = useCache ? openCacheFile<Readonly<Record<string, KnownFile>>>(root, "imports", 4) : undefined;
  const known = new Map(Object.entries(cache?.read() ?? {}));
  const found: Record<string, KnownFile> = {};
  const stale: { file: string; stats: Stats; read: number; hash: string; text: string }[] = [];
  let changed = known.size !== files.length;
  for (const file of files) {
    const stats = statSync(`${root}/${file}`);
    const before = known.get(file);
    if (before !== undefined && isSettled(before) && isSame(before, stats)) {
      found[file] = before;
      continue;
    }
    changed = true;
    const read = Date.now();
    const text = readFileSync(`${root}/${file}`, "utf8");
    const hash = hashText(text);
    if (before?.hash === hash) found[file] = describe(stats, read, hash, before);
    else stale.push({ file, stats, read, hash, text });
  }
  const faults = new Map<string, string>();
  if (stale.length > 0) {
    const { readData } = await import("../data/read-data.ts");
    const { readEvents } = await import("./read-events.ts");
    const { readImports } = await import("./read-imports.ts"); // loads the parser, so only with something to parse
    for (const { file, stats, read, hash, text } of stale) {
      try {
        const imports = readImports(file, text);
        found[file] = describe(stats, read, hash, {
          imports,
          data: readData(file, text),
          events: readEvents(file, text),
        });
      } catch (reason) {
        faults.set(file, explainFault(file, reason));
      }
    }
  }
  if (changed) cache?.write(found);
  const parsed = files.filter((file) => !faults.has(file));
  return {
    imports: new Map(parsed.map((file) => [file, (found[file] as KnownFile).imports])),
    data: collect(parsed, found, "data"),
    events: collect(parsed, found, "events"),
    faults,
  };
}

/** What the files have at a key, by file; files without it are omitted. */
function collect<Key extends "data" | "events">(
  files: readonly string[],
  found: Readonly<Record<string, KnownFile>>,
  key: Key,
): ReadonlyMap<string, NonNullable<KnownFile[Key]>> {
  const all = new Map<string, NonNullable<KnownFile[Key]>>();
  for (const file of files) {
    const part = found[file]?.[key];
    if (part !== undefined && part !== null) all.set(file, part);
  }
  return all;
}

/** @throws every reason that is not a fault of the file. */
function explainFault(file: string, reason: unknown): string {
  if (reason instanceof UserError) return reason.message;
  if (!(reason instanceof RangeError)) throw reason;
  return `${file}: expected hand-written code, found expressions nested too deeply to be followed; name the file in \`check.ignore\``;
}

function describe(
  stats: Stats,
  read: number,
  hash: string,
  { imports, data, events }: Pick<KnownFile, "imports" | "data" | "events">,
): KnownFile {
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return { size, modified: mtimeMs, changed: ctimeMs, inode: ino, read, hash, imports, data, events };
}

function isSettled({ modified, changed, read }: KnownFile): boolean {
  return Math.max(modified, changed) + settledAfterMs < read;
}

function isSame(before: KnownFile, { size, mtimeMs, ctimeMs, ino }: Stats): boolean {
  return before.size === size && before.modified === mtimeMs && before.changed === ctimeMs && before.inode === ino;
}
