/** Reads the loaded files of a call from its arguments. */

import { hereOf, isUrl } from "./evaluate-path.ts";
import type { FileValues } from "./file-values.ts";
import type { ImportList } from "./import-list.ts";
import type { ImportKind } from "./import-statement.ts";
import { type LoadCall, loadCallOf, loadsByPattern } from "./load-calls.ts";
import { childAt, listAt, type SyntaxNode } from "./syntax-node.ts";

/** Adds the files loaded by calls to a list. */
export class LoadReader {
  readonly #values: FileValues;
  readonly #list: ImportList;
  readonly #self: string;

  constructor(file: string, values: FileValues, list: ImportList) {
    this.#values = values;
    this.#list = list;
    this.#self = hereOf(file);
  }

  /** Adds the files loaded by a call of a known value. */
  addCall(value: string, args: readonly SyntaxNode[], node: SyntaxNode): void {
    if (value === "URL" || value === "URL.parse") {
      this.#addUrl(args, node);
      return;
    }
    if (value === "node:module.createRequire" && !this.#values.isHere(args[0])) {
      this.#list.miss(node);
      return;
    }
    if (loadsByPattern(value)) {
      this.#list.miss(node);
      return;
    }
    const load = loadCallOf(value);
    if (load === undefined || isVirtual(load, args)) return;
    if (load.argument === "each") for (const one of args) this.addLoad(one, load.kind, node);
    else this.#addFirst(load, args, node);
  }

  #addFirst(load: LoadCall, [first, ...options]: readonly SyntaxNode[], node: SyntaxNode): void {
    const text = this.#values.textOf(first);
    const [base] = options;
    const isRelative = text?.startsWith(".") === true;
    const moved = load.base === "moved" && base !== undefined && isRelative;
    const elsewhere = load.base === "given" && base !== undefined && isRelative && !this.#values.isHere(base);
    const started =
      load.kind === "path" && options.some((one) => hasFlag(one, "eval") || (isRelative && hasFlag(one, "cwd")));
    if (moved || elsewhere || started) {
      this.#list.miss(node);
      return;
    }
    if (load.ofFiles === false && text === undefined) return;
    if (load.ofPackage === true && !isRelative) return;
    if (first?.type === "ImportExpression") return; // `vi.mock(import("…"))` is read at its `import`
    this.addLoad(first, load.kind, node, this.#values.valueOf(childAt(node, "callee")) === "require.context");
  }

  /**
   * Adds the file named by one argument.
   * @param fromFile `true` if a path is relative to the file.
   */
  addLoad(source: SyntaxNode | undefined, kind: ImportKind, node: SyntaxNode, fromFile = false): void {
    if (isUrl(source, this.#values) && this.#values.textOf(source) !== undefined) return; // read at the construction of the URL
    this.#list.addText(source, this.#values.textOf(source), fromFile ? "url" : kind, node);
  }

  #addUrl([target, base]: readonly SyntaxNode[], node: SyntaxNode): void {
    const from = base === undefined ? undefined : this.#values.textOf(base);
    if (from?.startsWith("\0") !== true) return;
    const written = this.#values.textOf(target);
    if (written !== undefined && /^(?:[a-z][a-z\d+.-]*:|\0)/i.test(written)) return;
    if (from === this.#self) this.#list.addText(target, written, "url", node);
    else if (written !== undefined) {
      const text = this.#values.textOf(node);
      this.#list.addText(target, text, text?.startsWith("\0") === true ? "url" : "dynamic", node);
    } // with an unknown name in another folder, the load of the URL is reported
  }
}

/** `jest.mock("x", factory, { virtual: true })` has no file. */
function isVirtual({ kind }: LoadCall, args: readonly SyntaxNode[]): boolean {
  return kind === "mock" && hasFlag(args[2], "virtual");
}

function hasFlag(options: SyntaxNode | undefined, name: string): boolean {
  return (
    options?.type === "ObjectExpression" &&
    listAt(options, "properties").some((property) => {
      const value = childAt(property, "value");
      return (childAt(property, "key")?.name ?? childAt(property, "key")?.value) === name && value?.value !== false;
    })
  );
}
