/**
 * Loaded by `--import` before a program: replaces the pinned undici by another copy, in the modules
 * of this process and its children. `SEAMLINE_TEST_UNDICI` names the copy: a dependency of this
 * package.
 */

import { createRequire, registerHooks } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

const name = process.env.SEAMLINE_TEST_UNDICI;
if (name === undefined) throw new TypeError("expected SEAMLINE_TEST_UNDICI to name a copy of undici");
const folderOf = (require: NodeJS.Require, specifier: string): string =>
  pathToFileURL(`${dirname(require.resolve(`${specifier}/package.json`))}/`).href;
const http = new URL("../../../packages/http/src/index.ts", import.meta.url);
const pinned = folderOf(createRequire(http), "undici");
const copy = folderOf(createRequire(import.meta.url), name);

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (!resolved.url.startsWith(pinned)) return resolved;
    return { ...resolved, url: copy + resolved.url.slice(pinned.length) };
  },
});
