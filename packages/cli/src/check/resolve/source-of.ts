/** From a file that a build writes to the source that it is written from. */

import { parentOf } from "./workspace-packages.ts";

const buildFolder = /^(?:dist|build|lib|out|output|esm|cjs|es|umd|module|commonjs|types|typings|node|browser|src)$/;
const extensions = ["ts", "tsx", "mts", "cts", "d.ts", "d.mts", "d.cts", "js", "jsx", "mjs", "cjs", "json"];

/** Whether a path lies in a folder that builds write, by its first name below the package. */
export function isBuilt(path: string): boolean {
  return /^(?:dist|build|lib|out|output|esm|cjs|es|umd|types|typings)\//.test(path);
}

/** The folders above each folder of a path that builds write, the nearest first: `a/dist/b` → `a`. */
export function splitAtBuild(path: string): readonly string[] {
  const names = path.split("/");
  return names.flatMap((name, index) => (isBuilt(`${name}/`) ? [names.slice(0, index).join("/")] : [])).reverse();
}

/**
 * Finds the source of a built file: `libs/dal/dist/index.js` → `libs/dal/src/index.ts`.
 * @param folder the folder of the package that the file belongs to.
 * @param has whether there is such a file among those that are read.
 */
export function sourceOf(path: string, folder: string, has: (path: string) => boolean): string | undefined {
  const below = folder === "" ? path : path.slice(folder.length + 1);
  let rest = below.replace(/(?:\.d\.[cm]?ts|\.[cm]?[jt]sx?|\.json)$/, "");
  const bases: string[] = [];
  for (;;) {
    bases.push(`src/${rest}`, `source/${rest}`, `lib/${rest}`, rest);
    const [first = "", ...further] = rest.split("/");
    if (further.length === 0 || !buildFolder.test(first)) break;
    rest = further.join("/");
  }
  const places = [...bases.map((base) => (folder === "" ? base : `${folder}/${base}`)), rest];
  for (const place of places) {
    for (const extension of extensions) {
      if (has(`${place}.${extension}`)) return `${place}.${extension}`;
      if (has(`${place}/index.${extension}`)) return `${place}/index.${extension}`;
    }
  }
  return undefined;
}

/** The source that a package without built files begins with. */
export function entryOf(folder: string, has: (path: string) => boolean): string | undefined {
  return sourceOf(`${folder === "" ? "" : `${folder}/`}index.js`, folder, has);
}

/** The folders between a path and its package. */
export function packageFolderOf(path: string, isPackage: (folder: string) => boolean): string {
  for (let at = parentOf(path); at !== ""; at = parentOf(at)) if (isPackage(at)) return at;
  return "";
}
