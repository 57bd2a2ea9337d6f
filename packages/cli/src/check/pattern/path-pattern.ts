/** Patterns of paths and of names. Paths have forward slashes and are relative. */

/** Where a pattern of folders matched. */
export interface FolderMatch {
  /** The part of the path that matched: the folder. */
  readonly folder: string;
  /** What the last `*` of the pattern stood for. */
  readonly name: string | undefined;
}

/** Matches a path that is, or lies in, a folder (or is a file) that the pattern names. */
export type FolderMatcher = (path: string) => FolderMatch | undefined;

/**
 * Compiles a pattern of folders: `*` stands for any part of one name, `**` for any folders. A final `/**` says nothing more than
 * the folder, `.` is everything.
 */
export function compileFolderPattern(pattern: string): FolderMatcher {
  const trimmed = normalize(pattern).replace(/\/\*\*$/, "");
  if (trimmed === "" || trimmed === "**") return () => ({ folder: "", name: undefined });
  const stars = trimmed.split("/").filter((segment) => segment !== "**" && segment.includes("*")).length;
  const expression = new RegExp(`^(${toSource(trimmed, true)})(?:/|$)`);
  return (path) => {
    const match = expression.exec(path);
    return match === null ? undefined : { folder: match[1] ?? "", name: stars === 0 ? undefined : match[stars + 1] };
  };
}

/** Compiles patterns of files: a path matches when it is, or lies below, what one of them names. */
export function compilePathPatterns(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map(compileFolderPattern);
  return (path) => matchers.some((matches) => matches(path) !== undefined);
}

/** Compiles patterns of names (packages, specifiers): `*` stands for any text; a package's name stands for its subpaths too. */
export function compileNamePatterns(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${escapeLiteral(pattern).replaceAll("\\*", ".*")}(?:/|$)`),
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

/** A path as patterns see it: without `./` in front and without a slash at the end. */
export function normalize(path: string): string {
  return path
    .replace(/^(\.\/)+/, "")
    .replace(/\/+$/, "")
    .replace(/^\.$/, "");
}

/** The source of a regular expression. With `capture`, every segment with a `*` is a group. */
function toSource(pattern: string, capture: boolean): string {
  const segments = pattern.split("/");
  return segments
    .map((segment, index) => {
      const last = index === segments.length - 1;
      if (segment === "**") return last ? ".*" : "(?:[^/]+/)*";
      const source = escapeLiteral(segment).replaceAll("\\*", "[^/]*");
      const group = capture && segment.includes("*") ? captureStar(segment) : source;
      return last ? group : `${group}/`;
    })
    .join("");
}

/** `feature-*` captures what the star stands for; of several stars, what the last one does. */
function captureStar(segment: string): string {
  const at = segment.lastIndexOf("*");
  const before = escapeLiteral(segment.slice(0, at)).replaceAll("\\*", "[^/]*");
  return `${before}([^/]+)${escapeLiteral(segment.slice(at + 1))}`;
}

function escapeLiteral(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
