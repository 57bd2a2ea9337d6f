/**
 * Reads the imports of a file.
 *
 * Every file is parsed completely, because a file that does not parse may import anything. For most
 * files only the parser's own list of imports and exports is read, which costs no more than a scan
 * for words. That list lacks `require`, `import("x").T` and comments; a file with a word that may
 * begin one of these is walked node by node.
 */

import { rawTransferSupported } from "oxc-parser";
import { createLineCounter, type Position } from "../text/line-counter.ts";
import { type ParsedSource, parseSource } from "../text/parse-source.ts";
import type { FileImports, ImportStatement } from "./import-statement.ts";
import { readCommentImports } from "./read-comment-imports.ts";
import { readNodeImports } from "./read-node-imports.ts";

/** Without lazy transfer, the parser always copies the whole tree. */
const lazily = rawTransferSupported() ? { experimentalLazy: true } : {};
const wholly = rawTransferSupported() ? { experimentalRawTransfer: true } : {};

/**
 * Words that may begin an import missing in the parser's own list, including identifiers with
 * escapes. Where a comment may stand between two words, its beginning is enough.
 */
const wordsOfOtherKinds = new RegExp(
  [
    String.raw`\b(?:require|__non_webpack_require__|createRequire|getBuiltinModule|mainModule)\b`,
    String.raw`\b(?:Worker|SharedWorker|importScripts|fork|URL|jest|vi|vitest|mock|proxyquire|rewire|esmock|testdouble)\b`,
    String.raw`\bimport\s*(?:/|\.\s*(?:meta\b|/))`,
    String.raw`["'\`](?:node:)?module["'\`]`,
    String.raw`\bmodule\s*(?:\.\s*(?!exports\b)[\w/]|\[|/)`,
    String.raw`\bimport\s+(?:type\s+)?[\w$]+\s*=`,
    String.raw`\bdeclare\s+module\b`,
    String.raw`\bexport\s*(?:type\s*)?(?:/|\{\s*(?:/|\}\s*(?:/|from\b)))`,
    String.raw`///[ \t]*<`,
    "mock-require|import-fresh|@import\\b|data:",
    String.raw`\\u(?:00|\{)`,
  ].join("|"),
);

/** Reads the imports of a file, in source order. @throws {UserError} if the file does not parse. */
export function readImports(file: string, text: string): FileImports {
  const locate = createLineCounter(text);
  if (wordsOfOtherKinds.test(text)) return readWhole(file, text, locate);
  const parsed = parseSource(file, text, lazily);
  try {
    return readListed(text, parsed.module, locate) ?? readWhole(file, text, locate);
  } finally {
    parsed.dispose?.();
  }
}

/**
 * The imports in the parser's list; `undefined` if the text has an `import(` that is not in the
 * list, or is not a literal.
 */
function readListed(
  text: string,
  module: ParsedSource["module"],
  locate: (offset: number) => Position,
): FileImports | undefined {
  const found: (ImportStatement & { offset: number })[] = [];
  const add = (offset: number, specifier: string, kind: ImportStatement["kind"], typeOnly: boolean): void => {
    found.push({ kind, specifier, typeOnly, offset, ...locate(offset) });
  };
  for (const { start, moduleRequest } of module.staticImports) {
    const typeOnly = /^import\s+type\b(?!\s*,|\s+from\s*["'])/.test(text.slice(start, start + 200));
    add(moduleRequest.start, moduleRequest.value, typeOnly ? "type" : "static", typeOnly);
  }
  for (const { start, entries } of module.staticExports) {
    const from = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (from === undefined || from === null) continue;
    const typeOnly = /^export\s+type\b/.test(text.slice(start, start + 100));
    add(from.start, from.value, typeOnly ? "type re-export" : "re-export", typeOnly);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(["'`])([^"'`\\$]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal === null) return undefined;
    add(moduleRequest.start, literal[2] ?? "", "dynamic", false);
  }
  const calls = text.match(/\bimport\s*(?:\/\*[\s\S]*?\*\/\s*)?(?:\.\s*(?:defer|source)\s*)?\(/g)?.length ?? 0;
  if (calls !== module.dynamicImports.length) return undefined;
  found.sort((one, other) => one.offset - other.offset);
  return { imports: found.map(({ offset: _, ...statement }) => statement), computed: [] };
}

function readWhole(file: string, text: string, locate: (offset: number) => Position): FileImports {
  const { program, comments } = parseSource(file, text, wholly);
  const nodes = readNodeImports(file, text, program, locate);
  const fromComments = readCommentImports(file, comments, locate);
  return {
    imports: [...nodes.imports, ...fromComments].sort(
      (one, other) => one.line - other.line || one.column - other.column,
    ),
    computed: nodes.computed,
  };
}
