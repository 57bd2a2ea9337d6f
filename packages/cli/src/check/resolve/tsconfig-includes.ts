/** The files included by a tsconfig, by `files`, `include` and `exclude`. */

import { dirname } from "node:path";
import type { Tsconfig } from "./tsconfig.ts";

const typescript = /\.(?:d\.)?[cm]?tsx?$/;

/** Creates the test for one tsconfig. Paths are absolute. */
export function compileIncludes({ file, files, include, exclude, allowJs }: Tsconfig): (path: string) => boolean {
  const listed = new Set(files);
  const included = (include ?? (files === undefined ? [`${dirname(file)}/**/*`] : [])).map(toExpression);
  const excluded = [...exclude.map(toExpression), /\/(?:node_modules|bower_components|jspm_packages)\//];
  return (path) => {
    if (listed.has(path)) return true;
    if (!allowJs && !typescript.test(path)) return false;
    return included.some((one) => one.test(path)) && !excluded.some((one) => one.test(path));
  };
}

/** A pattern without a trailing star or extension is a folder. */
function toExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/\/$/, "")
    .replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("**/", "\0")
    .replace(/\/\*\*$/, "")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\0", "(?:.*/)?");
  return new RegExp(`^${source}(?:/|$)`);
}
