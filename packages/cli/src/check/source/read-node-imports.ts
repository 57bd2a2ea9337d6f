/** Imports of every kind, found by walking the syntax tree of a file. */

import { type Program, visitorKeys } from "oxc-parser";
import type { Place } from "../text/line-counter.ts";
import type { ComputedImport, FileImports, ImportKind, ImportStatement } from "./import-statement.ts";

/** A node as the walk sees it: the tree's own types tell apart hundreds of kinds. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

type Handler = (node: Node, parent: Node | undefined) => void;

/** Walks a tree and lists what it imports. */
export function readNodeImports(text: string, program: Program, place: (offset: number) => Place): FileImports {
  const imports: ImportStatement[] = [];
  const computed: ComputedImport[] = [];
  const requires = new Set(["require"]);
  const add = (written: unknown, kind: ImportKind, typeOnly: boolean, whole: Node): void => {
    const source = unwrap(written);
    const specifier = literalOf(source);
    if (specifier === undefined) miss(whole);
    else imports.push({ kind, specifier, typeOnly, ...place((source as Node).start) });
  };
  const miss = (node: Node): void => {
    computed.push({
      text: text.slice(node.start, Math.min(node.end, node.start + 80)).split("\n", 1)[0] ?? "",
      ...place(node.start),
    });
  };
  const handlers: Readonly<Record<string, Handler>> = {
    ImportDeclaration(node) {
      const typeOnly = node.importKind === "type";
      add(node.source, typeOnly ? "type" : "static", typeOnly, node);
    },
    ExportNamedDeclaration(node) {
      if (isNode(node.source)) addExport(node);
    },
    ExportAllDeclaration: (node) => addExport(node),
    ImportExpression: (node) => add(node.source, "dynamic", false, node),
    TSImportType: (node) => add(node.source, "import type", true, node),
    TSImportEqualsDeclaration(node) {
      const reference = node.moduleReference as Node;
      if (reference.type !== "TSExternalModuleReference") return;
      add(reference.expression, "import equals", node.importKind === "type", node);
    },
    TSModuleDeclaration(node) {
      const name = literalOf(node.id);
      if (name?.startsWith(".") === true) add(node.id, "augmentation", true, node);
    },
    VariableDeclarator(node) {
      const { id, init } = node as { id?: Node; init?: Node | null };
      if (id?.type === "Identifier" && init?.type === "CallExpression" && nameOf(init.callee) === "createRequire") {
        requires.add(String(id.name));
      }
    },
    CallExpression(node) {
      const [argument] = node.arguments as readonly Node[];
      const name = nameOf(node.callee);
      if (name === undefined) return;
      if (name === "import.meta.glob") miss(node);
      else if (isRequire(name)) add(argument, "require", false, node);
      else if (name === "import.meta.resolve") add(argument, "dynamic", false, node);
    },
    NewExpression(node) {
      const [target, base] = node.arguments as readonly Node[];
      if (nameOf(node.callee) !== "URL" || nameOf(base) !== "import.meta.url") return;
      const specifier = literalOf(unwrap(target));
      if (specifier === undefined || specifier.startsWith(".")) add(target, "url", false, node);
    },
    Identifier(node, parent) {
      if (node.name === "require" && parent !== undefined && escapes(node, parent)) miss(node);
    },
  };
  const addExport = (node: Node): void => {
    const typeOnly = node.exportKind === "type";
    add(node.source, typeOnly ? "type re-export" : "re-export", typeOnly, node);
  };
  const isRequire = (name: string): boolean =>
    requires.has(name) || name === "module.require" || requires.has(name.replace(/\.resolve$/, ""));
  walk(program as unknown as Node, undefined, handlers);
  return { imports, computed };
}

function walk(node: Node, parent: Node | undefined, handlers: Readonly<Record<string, Handler>>): void {
  handlers[node.type]?.(node, parent);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key];
    if (Array.isArray(child)) for (const one of child) isNode(one) && walk(one, node, handlers);
    else if (isNode(child)) walk(child, node, handlers);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** What stands around an expression without changing its value. */
const wrappers = new Set(["ParenthesizedExpression", "TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression"]);

function unwrap(node: unknown): unknown {
  return isNode(node) && wrappers.has(node.type) ? unwrap(node.expression) : node;
}

/** The text of a literal, or of a template that computes nothing. */
function literalOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  if (node.type !== "TemplateLiteral" || (node.expressions as readonly unknown[]).length > 0) return undefined;
  const [part] = node.quasis as readonly { value: { cooked?: string | null } }[];
  return part?.value.cooked ?? undefined;
}

/** `require`, `module.require`, `import.meta.url`: the dotted name of an expression, if it is one. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node.name);
  if (node.type === "MetaProperty") return `${nameOf(node.meta)}.${nameOf(node.property)}`;
  if (node.type !== "MemberExpression" || node.computed === true) return undefined;
  const object = nameOf(node.object);
  return object === undefined ? undefined : `${object}.${nameOf(node.property)}`;
}

/** Whether `require` is handed on as a value, after which nobody knows what it loads. */
function escapes(node: Node, parent: Node): boolean {
  if (parent.type === "VariableDeclarator") return parent.init === node;
  if (parent.type === "AssignmentExpression") return parent.right === node;
  if (parent.type === "CallExpression" || parent.type === "NewExpression") return parent.callee !== node;
  return parent.type === "ArrayExpression" || (parent.type === "Property" && parent.value === node);
}
