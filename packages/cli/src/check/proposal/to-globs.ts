/**
 * Files of layers as patterns: those of `order` in `controllers`, `models` and `services` become
 * `order.*` in any folder.
 */

import { compileFolderPattern } from "../pattern/path-pattern.ts";

/**
 * Replaces the files among some paths by patterns that match no other module's file; folders are
 * kept.
 * @param files every file of the repository.
 */
export function toGlobs(paths: readonly string[], files: readonly string[]): readonly string[] {
  const known = new Set(files);
  const own = new Set(paths);
  const accepted = new Map<string, boolean>();
  const globs = paths.map((path) => {
    if (!known.has(path)) return path;
    const glob = globOf(path);
    if (glob === undefined) return path;
    const matches = compileFolderPattern(glob);
    const fits = accepted.get(glob) ?? files.every((file) => own.has(file) || matches(file) === undefined);
    accepted.set(glob, fits);
    return fits ? glob : path;
  });
  return [...new Set(globs)].sort();
}

/** Replaces the layer, which is the folder above, by `*` and keeps the beginning of the name. */
function globOf(path: string): string | undefined {
  const names = path.split("/");
  const [file = ""] = names.slice(-1);
  if (names.length < 2) return undefined;
  return [...names.slice(0, -2), "*", `${file.slice(0, file.indexOf("."))}.*`].join("/");
}
