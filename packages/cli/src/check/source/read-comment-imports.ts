/** Imports in comments: JSDoc types of JavaScript files, and triple-slash references. */

import type { Comment } from "oxc-parser";
import type { Position } from "../text/line-counter.ts";
import type { ImportStatement } from "./import-statement.ts";

/**
 * Reads the imports in comments. In TypeScript files only references count, since JSDoc types have
 * no effect there.
 */
export function readCommentImports(
  file: string,
  comments: readonly Comment[],
  locate: (offset: number) => Position,
): readonly ImportStatement[] {
  const isScript = /\.(?:[cm]?js|jsx)$/.test(file);
  return comments.flatMap(({ type, value, start }) => {
    const at = start + 2; // after the opening of the comment
    if (type === "Line") return readReference(value, at, locate);
    return isScript && value.startsWith("*") ? readJsDoc(value, at, locate) : [];
  });
}

function readReference(value: string, at: number, locate: (offset: number) => Position): readonly ImportStatement[] {
  const tag = /^\/\s*<(reference|amd-dependency)\s([^>]*)/.exec(value);
  if (tag === null) return [];
  const match = /\b(path|types)\s*=\s*(["'])(.+?)\2/.exec(value);
  if (match === null) return [];
  const [whole, attribute, , written = ""] = match;
  const isPath = attribute === "path" && tag[1] === "reference" && !/^[./]/.test(written);
  const offset = at + match.index + whole.length - written.length - 2;
  return [{ kind: "reference", specifier: isPath ? `./${written}` : written, typeOnly: true, ...locate(offset) }];
}

/** Reads types in braces behind a tag; with `@import`, the specifier follows the braces. */
function readJsDoc(value: string, at: number, locate: (offset: number) => Position): readonly ImportStatement[] {
  const found: ImportStatement[] = [];
  const add = (specifier: string, end: number): void => {
    found.push({ kind: "jsdoc", specifier, typeOnly: true, ...locate(at + end - specifier.length - 1) });
  };
  for (const { index, 0: tag } of value.matchAll(/@\w+[\s*]*\{/g)) {
    const start = index + tag.length;
    const type = value.slice(start, endOfBraces(value, start));
    for (const match of type.matchAll(/\bimport\(\s*(["'`])(.+?)\1/g)) {
      add(match[2] ?? "", start + match.index + match[0].length - 1);
    }
  }
  for (const match of value.matchAll(/@import\b[^"'@]*?\bfrom[\s*]*(["'])(.+?)\1/g)) {
    add(match[2] ?? "", match.index + match[0].length - 1);
  }
  return found;
}

function endOfBraces(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
