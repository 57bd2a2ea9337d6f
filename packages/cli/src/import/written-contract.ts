/** The file of an imported contract: recognised at the next import, and never lost if edited. */

import { createHash } from "node:crypto";
import { fieldsOf } from "@seamline/core/internal";
import { parseSource } from "../loading/parse-source.ts";

const mark = /^ \* Document (?<document>[0-9a-f]{16}), content (?<content>[0-9a-f]{16})\.$/m;

/** What a file is, seen by an import. */
export interface WrittenContract {
  /** The document's hash at the time of the import. */
  readonly document: string;
  /** True if the content is no longer the one that was written. */
  readonly edited: boolean;
}

/** The hash of a document. */
export function hashDocument(text: string): string {
  return digest(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
}

/**
 * Puts the header before a source.
 * @param from the document as the user named it.
 */
export function addHeader(source: string, service: string, from: string, document: string): string {
  return [
    "/**",
    ` * The contract of \`${service}\`, imported by \`seamline import\` from ${sanitize(from)}.`,
    " *",
    " * A later import replaces this file as long as it is unchanged. To keep edits, remove the line",
    " * below: the file is yours then.",
    " *",
    ` * Document ${document}, content ${hashSource(source)}.`,
    " */",
    "",
    source,
  ].join("\n");
}

/** Reads the header; `undefined` for a file that no import has written, or that its owner took over. */
export function readHeader(text: string): WrittenContract | undefined {
  const groups = mark.exec(text.replaceAll("\r\n", "\n"))?.groups;
  if (groups === undefined) return undefined;
  return { document: String(groups.document), edited: hashSource(text) !== groups.content };
}

/** A hash of the syntax and the comments behind the header, without layout: formatters may run. */
function hashSource(text: string): string {
  const body = text.replace(/^\uFEFF?\/\*\*[\s\S]*?\*\/\s*/, "");
  const { program, comments, errors } = parseSource("contract.ts", body);
  if (errors.length > 0) return digest(body);
  const words = comments.map(({ value }) => value.replaceAll(/[\s*]+/g, " ").trim());
  return digest(JSON.stringify([strip(program), words]));
}

const layout: ReadonlySet<string> = new Set(["start", "end", "range", "raw", "parenthesized"]);

function strip(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strip);
  if (typeof node === "bigint") return String(node);
  if (typeof node !== "object" || node === null) return node;
  const fields = Object.entries(node).flatMap(([name, value]) => {
    if (layout.has(name)) return [];
    return [[name, name === "key" ? nameOf(value) : strip(value)]];
  });
  return Object.fromEntries(fields);
}

/** The name of a property, quoted or not. */
function nameOf(key: unknown): unknown {
  const { type, name, value } = fieldsOf(key);
  return type === "Identifier" ? name : type === "Literal" ? value : strip(key);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function sanitize(text: string): string {
  return text.replaceAll(/[\s\p{C}\u2028\u2029]+/gu, " ").replaceAll("*/", "*\\/");
}
