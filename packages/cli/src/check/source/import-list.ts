/** The collected imports of a file. */

import { posix } from "node:path";
import type { Position } from "../text/line-counter.ts";
import { cwd, here, resolved } from "./evaluate-path.ts";
import type { ComputedImport, FileImports, ImportKind, ImportStatement } from "./import-statement.ts";
import { type SyntaxNode, unwrap } from "./syntax-node.ts";

const shown = 80;

/** A specifier that is code itself. */
const isCode = /^data:(?:text|application)\/(?:javascript|ecmascript|typescript)/i;

/** Collects imports, and positions of imports computed at run time. */
export class ImportList implements FileImports {
  readonly imports: ImportStatement[] = [];
  readonly computed: ComputedImport[] = [];
  readonly #text: string;
  readonly #locate: (offset: number) => Position;

  constructor(text: string, locate: (offset: number) => Position) {
    this.#text = text;
    this.#locate = locate;
  }

  /** Adds an import; without a specifier, the whole node as one that cannot be followed. */
  add(
    source: SyntaxNode | undefined,
    specifier: string | undefined,
    kind: ImportKind,
    typeOnly: boolean,
    whole: SyntaxNode,
    base?: "root",
  ): void {
    if (source === undefined || specifier === undefined || isCode.test(specifier)) {
      this.miss(whole);
      return;
    }
    const { start } = unwrap(source);
    this.imports.push({ kind, specifier, typeOnly, ...(base && { base }), ...this.#locate(start) });
  }

  /** Adds an import by an evaluated text: a specifier, or a path marked by `evaluatePath`. */
  addText(source: SyntaxNode | undefined, text: string | undefined, kind: ImportKind, whole: SyntaxNode): void {
    if (text?.startsWith(resolved) === true) return;
    const [, mark, rest = ""] = /^(\0\w+)\/?([\s\S]*)$/.exec(text ?? "") ?? [];
    if (mark === undefined) {
      const isPath = kind === "path" && text !== undefined && !/^[a-z][a-z\d+.-]*:/i.test(text);
      const written = text?.startsWith("file:") === true ? "dynamic" : kind;
      this.add(source, text, written, false, whole, isPath ? "root" : undefined);
      return;
    }
    if (mark !== here && mark !== cwd) {
      this.miss(whole);
      return;
    }
    const path = posix.normalize(rest === "" ? "." : rest);
    const specifier = /^\.\.?(?:\/|$)/.test(path) ? path : `./${path}`;
    this.add(source, specifier, kind, false, whole, mark === cwd ? "root" : undefined);
  }

  /** Adds a position that cannot be followed, at most once. */
  miss(node: SyntaxNode): void {
    const { line, column } = this.#locate(node.start);
    const text = this.#text.slice(node.start, Math.min(node.end, node.start + shown)).split("\n", 1)[0] ?? "";
    if (this.computed.some((one) => one.line === line && one.column === column)) return;
    this.computed.push({ text, line, column });
  }
}
