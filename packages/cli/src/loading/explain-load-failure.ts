/** Messages for files that Node fails to import: the fault and its correction. */

import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSource } from "./parse-source.ts";

/**
 * Explains why `file` could not be imported. The fault may lie in an imported file, which is then
 * named.
 * @param last the file that Node read last: a syntax error without a position lies there.
 */
export function explainLoadFailure(file: string, reason: unknown, last: string = file): readonly string[] {
  const { name, code, message, faults } = readFailure(reason);
  if (name === "ContractError" && faults.length > 0) return faults.map((fault) => `${file}: ${fault}`);
  const at = locate(reason) ?? file;
  switch (code) {
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
      return [
        `${at}: ${message}. Node runs this file by stripping its types, so enums, parameter properties, namespaces and ` +
          "decorators are not possible here; write a literal union or z.enum() for an enum, and plain code for the others",
      ];
    case "ERR_INVALID_TYPESCRIPT_SYNTAX":
      return [`${at}: not TypeScript: ${message}`];
    case "ERR_MODULE_NOT_FOUND":
      return [explainMissingModule(file, reason, message)];
    case "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING":
      return [
        `${/"([^"]+)"/.exec(message)?.[1] ?? file}: Node strips no types below node_modules; import the package's built ` +
          "JavaScript, or link the package as a workspace member",
      ];
    case "ERR_UNKNOWN_FILE_EXTENSION":
      return [`${file}: this Node (${process.version}) cannot run TypeScript files; use Node 22.18 or later`];
    default:
      if (name === "SyntaxError" && locate(reason) === undefined) return [explainSyntaxIn(last, message)];
      return [name === "SyntaxError" ? explainSyntax(at, message) : `${at}: ${name} while it was loaded: ${message}`];
  }
}

interface Failure {
  readonly name: string;
  readonly code: unknown;
  readonly message: string;
  readonly faults: readonly string[];
}

function readFailure(reason: unknown): Failure {
  if (!(reason instanceof Error)) return { name: "a throw", code: undefined, message: String(reason), faults: [] };
  const { code, faults } = reason as { code?: unknown; faults?: unknown };
  return { name: reason.name, code, message: reason.message, faults: Array.isArray(faults) ? faults.map(String) : [] };
}

/** The first stack frame in a file of the user's, as `path:line`. */
function locate(reason: unknown): string | undefined {
  const stack = reason instanceof Error ? (reason.stack ?? "") : "";
  for (const [, url = "", line = ""] of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)/g)) {
    if (!url.includes("/node_modules/")) return `${fileURLToPath(url)}:${line}`;
  }
  return undefined;
}

function explainMissingModule(file: string, reason: unknown, message: string): string {
  const importer = / imported from (.+)$/.exec(message)?.[1] ?? file;
  const url = (reason as { url?: unknown }).url;
  if (typeof url !== "string" || !url.startsWith("file:")) {
    const name = /'([^']+)'/.exec(message)?.[1] ?? "a package";
    return `${importer}: the package ${JSON.stringify(name)} is not installed where this file can find it; add it to the package.json of the client package`;
  }
  const missing = fileURLToPath(url);
  const written = toSpecifier(importer, missing);
  const found = candidates(missing).find((candidate) => existsSync(candidate));
  return found === undefined
    ? `${importer}: imports ${JSON.stringify(written)}, but there is no such file`
    : `${importer}: imports ${JSON.stringify(written)}, but the file is ${basename(found)}; write the extension: ${JSON.stringify(toSpecifier(importer, found))}, or set \`importExtension\` in seamline.config.ts`;
}

function candidates(missing: string): readonly string[] {
  return [missing.replace(/\.([mc]?)js$/, ".$1ts"), `${missing}.ts`, `${missing}${sep}index.ts`];
}

function toSpecifier(importer: string, file: string): string {
  const path = relative(dirname(importer), file).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}

function explainSyntax(at: string, message: string): string {
  const missing = /The requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message);
  if (missing !== null) {
    const [, from, name] = missing;
    return `${at}: ${JSON.stringify(from)} exports no value ${name}; if ${name} is a type, write \`import type\``;
  }
  return `${at}: ${message}`;
}

/** V8 gives no position for a syntax error in a module, so the file is parsed again. */
function explainSyntaxIn(file: string, message: string): string {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const { errors, program } = parseSource(file, text);
  const decorator = findDecorator(program);
  // For a name declared twice, the second declaration is the fault.
  const offset = errors[0]?.labels.reduce((last, { start }) => Math.max(last, start), 0) ?? decorator;
  const line = offset === undefined ? "" : `:${text.slice(0, offset).split("\n").length}`;
  if (errors.length === 0 && decorator !== undefined) {
    return `${file}${line}: ${message}: Node runs this file by stripping its types, so decorators are not possible here; write plain code`;
  }
  return `${file}${line}: ${errors[0]?.message ?? message}`;
}

/** The offset of the first decorator found, in no particular order. */
function findDecorator(program: unknown): number | undefined {
  let found: number | undefined;
  JSON.stringify(program, (_key, node: unknown) => {
    const { type, start } = (node ?? {}) as { readonly type?: unknown; readonly start?: unknown };
    if (type === "Decorator" && typeof start === "number") found ??= start;
    return typeof node === "bigint" ? String(node) : node;
  });
  return found;
}
