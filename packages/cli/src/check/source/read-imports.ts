/**
 * Reading the imports of a file.
 *
 * Every file is parsed whole, because a file that does not parse may import anything. Of most files only the parser's own list
 * of imports and exports is looked at, which costs no more than a scan for words would. That list knows nothing of `require`,
 * `import("x").T` and comments; a file whose text has a word that may begin one of them is walked node by node.
 */

import { type ParserOptions, parseSync, rawTransferSupported } from "oxc-parser";
import { UserError } from "../../error/user-error.ts";
import { createLineCounter, type Place } from "../text/line-counter.ts";
import type { FileImports, ImportStatement } from "./import-statement.ts";
import { readCommentImports } from "./read-comment-imports.ts";
import { readNodeImports } from "./read-node-imports.ts";

/** What of the parser's answer is used here. */
type Parsed = Pick<ReturnType<typeof parseSync>, "module" | "errors"> & { dispose?: () => void };

/** Without it the whole tree is copied out of the parser, wanted or not. */
const lazily = rawTransferSupported() ? { experimentalLazy: true } : {};

const wordsOfOtherKinds =
  /\brequire\b|\bcreateRequire\b|\bimport\s+(?:type\s+)?[\w$]+\s*=|\bdeclare\s+module\b|^\s*\/\/\/\s*<reference|\bnew\s+URL\b|\bimport\.meta\.(?:glob|resolve)\b|@import\b/m;

/**
 * Reads the imports of a file, in the order in which they stand.
 * @throws {UserError} when the file does not parse.
 */
export function readImports(file: string, text: string): FileImports {
  const place = createLineCounter(text);
  const parsed = parse(file, text, place, lazily);
  try {
    const listed = readListed(text, parsed.module, place);
    return listed === undefined || wordsOfOtherKinds.test(text) ? readWhole(file, text, place) : listed;
  } finally {
    parsed.dispose?.();
  }
}

/** CommonJS may return at its top level, for one: what is no module is given a second chance as a script. */
function parse(file: string, text: string, place: (offset: number) => Place, options: object): Parsed {
  const parsed: Parsed = parseSync(file, text, options as ParserOptions);
  const [first] = parsed.errors;
  if (first === undefined) return parsed;
  const { line, column } = place(first.labels[0]?.start ?? 0);
  const fault = `${file}:${line}:${column}: expected TypeScript or JavaScript, found a fault: ${first.message}; correct it, or name the file in \`check.ignore\``;
  parsed.dispose?.();
  if (/\.(?:c?js|cts)$/.test(file)) {
    const script: Parsed = parseSync(file, text, { ...options, sourceType: "commonjs" } as ParserOptions);
    if (script.errors.length === 0) return script;
    script.dispose?.();
  }
  throw new UserError([fault]);
}

/** The imports that the parser lists; nothing when the text has an `import(` that is not among them or is not a literal. */
function readListed(text: string, module: Parsed["module"], place: (offset: number) => Place): FileImports | undefined {
  const found: (ImportStatement & { offset: number })[] = [];
  const add = (offset: number, specifier: string, kind: ImportStatement["kind"], typeOnly: boolean): void => {
    found.push({ kind, specifier, typeOnly, offset, ...place(offset) });
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

function readWhole(file: string, text: string, place: (offset: number) => Place): FileImports {
  const { program, comments } = parse(file, text, place, {}) as ReturnType<typeof parseSync>;
  const nodes = readNodeImports(text, program, place);
  const fromComments = readCommentImports(file, comments, place);
  return {
    imports: [...nodes.imports, ...fromComments].sort(
      (one, other) => one.line - other.line || one.column - other.column,
    ),
    computed: nodes.computed,
  };
}
