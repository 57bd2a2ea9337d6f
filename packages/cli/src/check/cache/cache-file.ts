/**
 * Memories of earlier runs, in `node_modules/.cache/seamline`. A memory only ever saves work: whatever cannot be read, or was made
 * under other circumstances, is as good as none.
 */

import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { debuglog } from "node:util";

/** A memory of one kind for one folder. */
export interface CacheFile<Content> {
  read(): Content | undefined;
  write(content: Content): void;
}

const debug = debuglog("seamline");

/**
 * Opens a memory; `undefined` where no folder above has `node_modules`.
 * @param circumstances what the content depends on besides what it says itself. The versions of Node and of this package always count.
 */
export function openCacheFile<Content>(
  root: string,
  name: string,
  circumstances: unknown,
): CacheFile<Content> | undefined {
  const modules = findModules(root);
  if (modules === undefined) return undefined;
  const folder = join(modules, ".cache", "seamline");
  const file = join(folder, `check-${name}-${hashText(root).slice(0, 16)}.json`);
  const key = hashText(JSON.stringify([process.version, describePackage(), circumstances]));
  return {
    read() {
      try {
        const { key: found, content } = JSON.parse(readFileSync(file, "utf8")) as { key: string; content: Content };
        return found === key ? content : undefined;
      } catch {
        return undefined; // none yet, or one that was cut off
      }
    },
    write(content) {
      const draft = `${file}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, JSON.stringify({ key, content }));
        renameSync(draft, file); // another run reads the old one or the new one, never half of it
      } catch (reason) {
        debug("nothing is remembered: %s", reason);
      }
    },
  };
}

/** The hash of a text. */
export function hashText(text: string | Buffer): string {
  return hash("sha256", text, "base64url");
}

/** The version of this package and of the parser and resolver it was made with. */
function describePackage(): string {
  const file = findPackageJSON(import.meta.url);
  return file === undefined ? "" : readFileSync(file, "utf8");
}

function findModules(folder: string): string | undefined {
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : findModules(dirname(folder));
}
