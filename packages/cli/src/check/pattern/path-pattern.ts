/** Patterns of paths and of names. Paths have forward slashes and are relative. */

/** The match of a pattern of folders. */
export interface FolderMatch {
  /** The matched part of the path: the folder. */
  readonly folder: string;
  /** The text matched by the last `*` of the pattern. */
  readonly name: string | undefined;
}

/** Matches a path that is, or lies in, a folder or file named by the pattern. */
export type FolderMatcher = (path: string) => FolderMatch | undefined;

/**
 * Compiles a pattern of folders: `*` matches any part of one name, `**` any folders. A final `/**`
 * adds nothing to its folder, `.` matches everything.
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

/**
 * Compiles patterns of files: a path matches if it is, or lies below, a path that one of them
 * names.
 */
export function compilePathPatterns(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map(compileFolderPattern);
  return (path) => matchers.some((matches) => matches(path) !== undefined);
}

/**
 * Compiles patterns of names (packages, specifiers): `*` matches any text, and a package's name
 * also matches its subpaths.
 */
export function compileNamePatterns(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${escapeLiteral(pattern).replaceAll("\\*", ".*")}(?:/|$)`),
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

/** Normalizes a path for patterns: without a leading `./` and a trailing slash. */
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

/** `feature-*` captures the text of its star; with several stars, that of the last one. */
function captureStar(segment: string): string {
  const at = segment.lastIndexOf("*");
  const before = escapeLiteral(segment.slice(0, at)).replaceAll("\\*", "[^/]*");
  return `${before}([^/]+)${escapeLiteral(segment.slice(at + 1))}`;
}

function escapeLiteral(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
