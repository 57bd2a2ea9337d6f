/**
 * Paths and URLs composed from a file's own location: `join(import.meta.dirname, "../b")`,
 * `new URL("../b", import.meta.url)`.
 *
 * A path relative to the file is marked by {@link here}, one relative to the working directory by
 * {@link cwd}.
 */

import { posix } from "node:path";
import { childAt, listAt, type SyntaxNode, unwrap } from "./syntax-node.ts";

/** The folder of the file. */
export const here = "\0here";
/** The working directory of the process. */
export const cwd = "\0cwd";
/**
 * Marks a specifier that the expression itself resolves, as `require.resolve("x")`; the specifier
 * follows the mark.
 */
export const resolved = "\0resolved:";

/** The evaluation of an expression's parts. */
export interface PathCalls {
  /** The file itself. */
  readonly self: string;
  valueOf(node: SyntaxNode | undefined): string | undefined;
  textOf(node: SyntaxNode | undefined): string | undefined;
}

/** The marked path of a file. */
export function hereOf(file: string): string {
  return `${here}/${posix.basename(file)}`;
}

/** Evaluates an expression that is not a literal. */
export function evaluatePath(node: SyntaxNode, calls: PathCalls): string | undefined {
  switch (calls.valueOf(node)) {
    case "import.meta.dirname":
      return here;
    case "import.meta.filename":
    case "import.meta.url":
    case "module.filename":
    case "module.id":
      return calls.self;
  }
  if (node.type === "NewExpression") {
    return calls.valueOf(childAt(node, "callee")) === "URL" ? evaluateUrl(node, calls) : undefined;
  }
  if (node.type === "CallExpression") return evaluateCall(node, calls);
  if (node.type !== "MemberExpression" || node.computed === true) return undefined;
  const name = String(childAt(node, "property")?.name);
  return name === "href" || name === "pathname" ? evaluateIfPath(childAt(node, "object"), calls) : undefined;
}

/** Recognizes a URL, or the path of one, that is read at its construction. */
export function isUrl(written: SyntaxNode | undefined, calls: Pick<PathCalls, "valueOf">): boolean {
  const node = written === undefined ? undefined : unwrap(written);
  if (node === undefined) return false;
  const callee = childAt(node, "callee");
  if (node.type === "MemberExpression") return isUrl(childAt(node, "object"), calls);
  if (callee === undefined) return false;
  if (/^URL(?:\.parse)?$/.test(calls.valueOf(callee) ?? "")) return listAt(node, "arguments").length > 1;
  return isUrl(callee, calls) || isUrl(listAt(node, "arguments")[0], calls);
}

function evaluateCall(node: SyntaxNode, calls: PathCalls): string | undefined {
  const callee = unwrap(childAt(node, "callee") ?? node);
  const args = listAt(node, "arguments");
  switch (calls.valueOf(callee)) {
    case "node:path.join":
      return joinPaths(args.map((one) => calls.textOf(one)));
    case "node:path.resolve":
      return joinPaths([cwd, ...args.map((one) => calls.textOf(one))], true);
    case "node:path.dirname":
      return joinPaths([calls.textOf(args[0]), ".."]);
    case "node:path.normalize":
    case "node:url.fileURLToPath":
    case "node:url.pathToFileURL":
      return calls.textOf(args[0]);
    case "URL.parse":
      return evaluateUrl(node, calls);
    case "process.cwd":
      return cwd;
    case "require.resolve":
    case "import.meta.resolve":
      return toResolved(calls.textOf(args[0]));
  }
  if (callee.type === "Identifier" && callee.name === "String") return evaluateIfPath(args[0], calls);
  const method = callee.type === "MemberExpression" ? String(childAt(callee, "property")?.name) : "";
  return /^(?:toString|toJSON)$/.test(method) ? evaluateIfPath(childAt(callee, "object"), calls) : undefined;
}

function toResolved(specifier: string | undefined): string | undefined {
  if (specifier?.startsWith(".") === true) return joinPaths([here, specifier]);
  return specifier === undefined ? undefined : `${resolved}${specifier}`;
}

function evaluateIfPath(node: SyntaxNode | undefined, calls: PathCalls): string | undefined {
  const text = calls.textOf(node);
  return text !== undefined && (isUrl(node, calls) || /^(?:\0|file:)/.test(text)) ? text : undefined;
}

/**
 * Joins paths after the mark of the first; with `restart`, a later marked or absolute one starts
 * again.
 */
function joinPaths(parts: readonly (string | undefined)[], restart = false): string | undefined {
  let mark = "";
  let path = "";
  for (const [index, part] of parts.entries()) {
    if (part === undefined || part.startsWith(resolved)) return undefined;
    const [, marked = "", rest = ""] = /^(\0\w+)?([\s\S]*)$/.exec(part) ?? [];
    const starts = index === 0 || (restart && (marked !== "" || rest.startsWith("/")));
    if (starts) mark = marked;
    path = starts ? (mark === "" ? rest : rest.replace(/^\/+/, "")) : posix.join(path, rest);
  }
  return mark === "" ? path : `${mark}/${path === "" ? "." : path}`;
}

function evaluateUrl(node: SyntaxNode, calls: PathCalls): string | undefined {
  const [target, base] = listAt(node, "arguments");
  const written = calls.textOf(target);
  if (written === undefined || /^[a-z][a-z\d+.-]*:/i.test(written) || written.startsWith("\0")) return written;
  const from = calls.textOf(base);
  if (from === undefined || !from.startsWith("\0")) return undefined;
  if (from.startsWith(resolved)) return besidePackageFile(from.slice(resolved.length), written);
  const path = joinPaths([from.endsWith("/") ? from : joinPaths([from, ".."]), written === "" ? "." : written]);
  return /(?:^|\/)\.{0,2}$/.test(written) && path?.endsWith("/") === false ? `${path}/` : path;
}

/**
 * A file beside a file of a package, as a specifier: `pg/package.json` and `lib/index.js` give
 * `pg/lib/index.js`.
 */
function besidePackageFile(specifier: string, written: string): string {
  const [, name = "", path = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  return posix.join(name, posix.dirname(path), written);
}
