/**
 * Builds of packages/core with parts cut out: the shipped source, except for the few lines that a
 * variant names.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type * as entry from "./entry.ts";

/** One cut in the source. */
export interface Edit {
  /** The path below packages/core/src. */
  readonly file: string;
  /** The text to cut, which occurs there exactly once. */
  readonly cut: string;
  readonly by: string;
}

/** A loaded build. */
export type Build = typeof entry;

const core = fileURLToPath(new URL("../../../packages/core/src/", import.meta.url));

/**
 * Builds one variant.
 * @returns the URL of the build, to be imported.
 * @throws {Error} if the source no longer has the text of an edit.
 */
export async function buildVariant(edits: readonly Edit[], folder: string, name: string): Promise<URL> {
  const outfile = join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.mjs`);
  const { left, plugin } = createEditor(edits);
  await build({
    entryPoints: [fileURLToPath(new URL("entry.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "esnext",
    logLevel: "silent",
    plugins: [plugin, others],
  });
  if (left.size > 0) throw new Error(`expected the call path to use ${[...left].join(", ")}; the variants cut there`);
  return pathToFileURL(outfile);
}

/** Loads a build. Every build has its own core in this process. */
export async function loadBuild(url: URL): Promise<Build> {
  return (await import(url.href)) as Build;
}

/** Cuts files as they are read. `left` holds the files that were not read. */
function createEditor(edits: readonly Edit[]): { readonly left: Set<string>; readonly plugin: Plugin } {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  const left = new Set(byFile.keys());
  const plugin: Plugin = {
    name: "edits",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = path.startsWith(core) ? path.slice(core.length) : "";
        const own = byFile.get(file);
        if (own === undefined) return undefined;
        left.delete(file);
        return { contents: own.reduce(applyEdit, await readFile(path, "utf8")), loader: "ts" };
      });
    },
  };
  return { left, plugin };
}

/**
 * Cuts once.
 * @throws {Error} if the text is not in the source exactly once.
 */
export function applyEdit(source: string, { file, cut, by }: Edit): string {
  const parts = source.split(cut);
  if (parts.length === 2) return parts.join(by);
  throw new Error(
    `packages/core/src/${file}: expected this line once, found it ${parts.length - 1} times; bring bench/src/safety/variants.ts up to date:\n${cut}`,
  );
}

/** zod stays external, as in every install of our packages. */
const others: Plugin = {
  name: "others",
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: import.meta.resolve("zod"), external: true }));
  },
};
