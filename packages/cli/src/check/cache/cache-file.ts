/**
 * Caches of earlier runs, in `node_modules/.cache/seamline`, or in the user's cache folder before
 * an installation. An unreadable cache, or one with another key, is ignored.
 */

import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { debuglog } from "node:util";

/** A cache of one kind for one folder. */
export interface CacheFile<Content> {
  read(): Content | undefined;
  write(content: Content): void;
}

const debug = debuglog("seamline");

/**
 * Opens a cache.
 * @param circumstances the inputs of the content. The versions of Node and of this package are
 * always part of the key.
 */
export function openCacheFile<Content>(root: string, name: string, circumstances: unknown): CacheFile<Content> {
  const folder = cacheFolderOf(root);
  const file = join(folder, `check-${name}-${hashText(root).slice(0, 16)}.json`);
  const key = hashText(JSON.stringify([process.version, describePackage(), circumstances]));
  return {
    read() {
      try {
        const { key: found, content } = JSON.parse(readFileSync(file, "utf8")) as { key: string; content: Content };
        return found === key ? content : undefined;
      } catch {
        return undefined; // no cache yet, or a truncated one
      }
    },
    write(content) {
      const draft = `${file}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, JSON.stringify({ key, content }));
        renameSync(draft, file); // a concurrent run reads the old file or the new one, never half of it
      } catch (reason) {
        debug("nothing is cached: %s", reason);
      }
    },
  };
}

/** The hash of a text. */
export function hashText(text: string | Buffer): string {
  return hash("sha256", text, "base64url");
}

/** The manifest of this package, with its version and those of the parser and resolver. */
function describePackage(): string {
  const file = findPackageJSON(import.meta.url);
  return file === undefined ? "" : readFileSync(file, "utf8");
}

/** The folder of all caches of a repository. */
function cacheFolderOf(root: string): string {
  const modules = findModules(root);
  if (modules !== undefined) return join(modules, ".cache", "seamline");
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  return join(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), ".cache"), "seamline");
}

function findModules(folder: string): string | undefined {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : findModules(dirname(folder));
}
