/** Maps a built file to its source. */

import { parentOf } from "./workspace-packages.ts";

const buildFolder = /^(?:dist|build|lib|out|output|esm|cjs|es|umd|module|commonjs|types|typings|node|browser|src)$/;
const extensions = ["ts", "tsx", "mts", "cts", "d.ts", "d.mts", "d.cts", "js", "jsx", "mjs", "cjs", "json"];

/** Checks that a path lies in a folder of build output, by its first name below the package. */
export function isBuilt(path: string): boolean {
  return /^(?:dist|build|lib|out|output|esm|cjs|es|umd|types|typings)\//.test(path);
}

/** The parents of the folders of build output in a path, the nearest first: `a/dist/b` → `a`. */
export function splitAtBuild(path: string): readonly string[] {
  const names = path.split("/");
  return names.flatMap((name, index) => (isBuilt(`${name}/`) ? [names.slice(0, index).join("/")] : [])).reverse();
}

/**
 * Finds the source of a built file: `libs/dal/dist/index.js` → `libs/dal/src/index.ts`.
 * @param folder the folder of the file's package.
 * @param has checks that a path is among the read files.
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
  const stems = [...bases.map((base) => (folder === "" ? base : `${folder}/${base}`)), rest];
  for (const stem of stems) {
    for (const extension of extensions) {
      if (has(`${stem}.${extension}`)) return `${stem}.${extension}`;
      if (has(`${stem}/index.${extension}`)) return `${stem}/index.${extension}`;
    }
  }
  return undefined;
}

/** The main source of a package without built files. */
export function entryOf(folder: string, has: (path: string) => boolean): string | undefined {
  return sourceOf(`${folder === "" ? "" : `${folder}/`}index.js`, folder, has);
}

/** The folder of the package that contains a path; `""` for the repository. */
export function packageFolderOf(path: string, isPackage: (folder: string) => boolean): string {
  for (let at = parentOf(path); at !== ""; at = parentOf(at)) if (isPackage(at)) return at;
  return "";
}
