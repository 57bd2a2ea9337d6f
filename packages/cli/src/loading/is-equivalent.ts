/**
 * Equivalence of a generated file and the text to generate, apart from layout. Line endings, a byte
 * order mark and the work of a formatter over the whole repository are no difference.
 */

import { isDeepStrictEqual } from "node:util";
import { parseSource } from "./parse-source.ts";

/** The text without byte order mark, with `\n` as line ending. */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
}

/**
 * Compares by lines first, then by syntax tree and comments. A file that does not parse is
 * different.
 */
export function isEquivalent(file: string, found: string, expected: string): boolean {
  const [one, other] = [found, expected].map(normalizeText) as [string, string];
  if (one === other) return true;
  try {
    if (file.endsWith(".json")) return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
    return isDeepStrictEqual(readContent(file, one), readContent(file, other));
  } catch {
    return false;
  }
}

function readContent(file: string, text: string): unknown {
  const { program, comments, errors } = parseSource(file, text);
  if (errors.length > 0) throw new SyntaxError(`${file} does not parse`);
  return [strip(program), comments.map(({ value }) => value.replaceAll(/[\s*]+/g, " ").trim())];
}

/** Node fields and node types that only carry layout: positions, quotes, brackets. */
const layout: ReadonlySet<string> = new Set(["start", "end", "range", "raw", "parenthesized"]);
const brackets: ReadonlySet<unknown> = new Set(["ParenthesizedExpression", "TSParenthesizedType"]);

function strip(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strip);
  if (typeof node !== "object" || node === null) return node;
  const { type, expression, typeAnnotation, key, computed } = node as Readonly<Record<string, unknown>>;
  if (brackets.has(type)) return strip(expression ?? typeAnnotation);
  const fields = Object.entries(node).flatMap(([name, value]) => (layout.has(name) ? [] : [[name, strip(value)]]));
  const name = computed === true ? undefined : nameOf(key);
  return Object.fromEntries(name === undefined ? fields : [...fields, ["key", name]]);
}

/** The name of a property, quoted or not. */
function nameOf(key: unknown): string | undefined {
  const { type, name, value } = Object(key) as Readonly<Record<string, unknown>>;
  return type === "Identifier" ? String(name) : type === "Literal" ? String(value) : undefined;
}
