/** Imports that stand in comments: JSDoc types of JavaScript files, and triple-slash references. */

import type { Comment } from "oxc-parser";
import type { Place } from "../text/line-counter.ts";
import type { ImportStatement } from "./import-statement.ts";

/** Reads the imports of comments. In TypeScript files JSDoc types mean nothing, so only references count there. */
export function readCommentImports(
  file: string,
  comments: readonly Comment[],
  place: (offset: number) => Place,
): readonly ImportStatement[] {
  const isScript = /\.(?:[cm]?js|jsx)$/.test(file);
  return comments.flatMap(({ type, value, start }) => {
    const at = start + 2; // behind the opening of the comment
    if (type === "Line") return readReference(value, at, place);
    return isScript && value.startsWith("*") ? readJsDoc(value, at, place) : [];
  });
}

function readReference(value: string, at: number, place: (offset: number) => Place): readonly ImportStatement[] {
  const match = /^\/\s*<reference\s+(path|types)\s*=\s*(["'])(.+?)\2/.exec(value);
  if (match === null) return [];
  const [whole, attribute, , written = ""] = match;
  const specifier = attribute === "path" && !written.startsWith(".") ? `./${written}` : written;
  return [{ kind: "reference", specifier, typeOnly: true, ...place(at + whole.length - written.length - 2) }];
}

function readJsDoc(value: string, at: number, place: (offset: number) => Place): readonly ImportStatement[] {
  const types = [...value.matchAll(/\{[^{}]*?\bimport\(\s*(["'])(.+?)\1\s*\)/g)];
  const further = [...value.matchAll(/(?<=\bimport\([^)]*\)[^{}]*?)\bimport\(\s*(["'])(.+?)\1\s*\)/g)];
  const tags = [...value.matchAll(/@import\b[^"'@]*?\bfrom\s*(["'])(.+?)\1/g)];
  const found = new Map<number, ImportStatement>();
  for (const match of [...types, ...further, ...tags]) {
    const specifier = match[2] ?? "";
    const offset = match.index + match[0].lastIndexOf(specifier) - 1;
    found.set(offset, { kind: "jsdoc", specifier, typeOnly: true, ...place(at + offset) });
  }
  return [...found.values()];
}
