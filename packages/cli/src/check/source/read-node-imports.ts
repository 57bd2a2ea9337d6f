/**
 * Imports of every kind, found by walking the syntax tree of a file.
 *
 * A loader (`require`, the result of `createRequire`) is followed to its calls. Where it escapes -
 * into an argument, a property, an export - its calls are unknown, and that position is reported.
 */

import type { Program } from "oxc-parser";
import type { Position } from "../text/line-counter.ts";
import { collectBindings, thenParameter } from "./collect-bindings.ts";
import { FileValues, namesOf } from "./file-values.ts";
import { ImportList } from "./import-list.ts";
import type { FileImports, ImportKind } from "./import-statement.ts";
import { isLoader, namespaceOf } from "./known-names.ts";
import { LoadReader } from "./load-reader.ts";
import { childAt, forEachChild, isNode, isWrapper, listAt, literalOf, type SyntaxNode, unwrap } from "./syntax-node.ts";

/** Walks a tree and lists its imports. */
export function readNodeImports(
  file: string,
  text: string,
  program: Program,
  locate: (offset: number) => Position,
): FileImports {
  const root = program as unknown as SyntaxNode;
  const values = new FileValues(file, collectBindings(root));
  const list = new ImportList(text, locate);
  const walk = new ImportWalk(values, list, new LoadReader(file, values, list));
  walk.visit(root);
  return walk.list;
}

/** Nodes with expressions or declarations; no other `TS` node contains values. */
const typescriptCode =
  /^TS(?:ModuleDeclaration|ModuleBlock|ImportEqualsDeclaration|ExternalModuleReference|ExportAssignment|Enum\w*|ParameterProperty|DeclareFunction|EmptyBodyFunctionExpression|Abstract\w+)$/;

/** Labels, and children that are visited as patterns. */
const never = ["label", "meta", "exported", "id", "params", "param"];
const neverValues: ReadonlySet<string> = new Set(never);
/** The same for nodes with a key that is not a value: `{ name: 1 }`. */
const keyNames: ReadonlySet<string> = new Set([...never, "key"]);
const namedByKey = /^(?:Property|MethodDefinition|PropertyDefinition|AccessorProperty|TSAbstract\w+)$/;

/** Parents that only inspect a loader, with the keys of the children. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  UnaryExpression: ["argument"],
  BinaryExpression: ["left", "right"],
  IfStatement: ["test"],
  ConditionalExpression: ["test"],
  ExpressionStatement: ["expression"],
};
/** Parents with the value of a child. */
const passing = /^(?:Await|Conditional|Logical)Expression$/;
const patterns =
  /^(?:Identifier|ObjectPattern|ArrayPattern|RestElement|AssignmentPattern|Property|TSParameterProperty)$/;

class ImportWalk {
  readonly list: ImportList;
  readonly #values: FileValues;
  readonly #loads: LoadReader;

  constructor(values: FileValues, list: ImportList, loads: LoadReader) {
    this.#values = values;
    this.list = list;
    this.#loads = loads;
  }

  /** @param held `true` if a loader does not escape here, because its use is known. */
  visit(node: SyntaxNode, held = false): void {
    switch (node.type) {
      case "ImportDeclaration":
        this.#addStatement(node, node.importKind === "type" ? "type" : "static");
        return;
      case "ExportAllDeclaration":
        this.#addExport(node);
        return;
      case "ExportNamedDeclaration":
        if (isNode(node.source)) this.#addExport(node);
        else this.#visitExport(node);
        return;
      case "TSImportEqualsDeclaration":
        this.#visitImportEquals(node);
        return;
      case "TSModuleDeclaration":
        if (literalOf(childAt(node, "id"))?.startsWith(".") === true) {
          this.list.add(childAt(node, "id"), literalOf(childAt(node, "id")), "augmentation", true, node);
        }
        break;
      case "ImportExpression":
        if (!held) this.#reportLoader(node);
        this.#loads.addLoad(childAt(node, "source"), "dynamic", node);
        break;
      case "Identifier":
        if (!held) this.#reportLoader(node);
        break;
      case "MemberExpression":
        this.#visitMember(node, held);
        return;
      case "CallExpression":
      case "NewExpression":
        this.#visitCall(node, held);
        return;
      case "VariableDeclarator":
        this.#visitBinding(childAt(node, "id"), childAt(node, "init"), true);
        return;
      case "AssignmentExpression":
        this.#visitBinding(childAt(node, "left"), childAt(node, "right"), held);
        return;
    }
    if (node.type.startsWith("TS") && !isWrapper(node) && !typescriptCode.test(node.type)) this.#visitType(node);
    else this.#visitChildren(node, held);
  }

  #visitChildren(node: SyntaxNode, held: boolean): void {
    const { type } = node;
    const passes = held && (isWrapper(node) || passing.test(type));
    const sequence = type === "SequenceExpression" ? listAt(node, "expressions").at(-1) : undefined;
    const tested = type === "LogicalExpression" && node.operator === "&&" ? node.left : undefined;
    const looked = harmless[type];
    const without = node.computed !== true && namedByKey.test(type) ? keyNames : neverValues;
    forEachChild(
      node,
      (child, key) => {
        const ofSequence = sequence !== undefined && (child !== sequence || held);
        this.visit(child, passes || ofSequence || child === tested || looked?.includes(key) === true);
      },
      without,
    );
    for (const pattern of listAt(node, "params")) this.#visitPattern(pattern);
    this.#visitPattern(childAt(node, "param"));
  }

  /** Names in a pattern are not uses; defaults, computed keys, decorators and types are visited. */
  #visitPattern(pattern: SyntaxNode | undefined): void {
    if (pattern === undefined) return;
    if (!patterns.test(pattern.type)) {
      this.visit(pattern);
      return;
    }
    forEachChild(pattern, (child, key) => {
      if (key === "key" && pattern.computed !== true) return;
      if (key === "right" || key === "key" || /^(?:TS|Decorator)/.test(child.type)) this.visit(child);
      else this.#visitPattern(child);
    });
  }

  #visitType(node: SyntaxNode): void {
    if (node.type === "TSImportType") {
      this.list.add(childAt(node, "source"), literalOf(childAt(node, "source")), "import type", true, node);
    }
    forEachChild(node, (child) => this.#visitType(child));
  }

  #visitMember(node: SyntaxNode, held: boolean): void {
    if (!held) this.#reportLoader(node);
    const object = childAt(node, "object");
    const value = this.#values.valueOf(object);
    const hidden = node.computed === true && this.#values.nameOfMember(node) === undefined;
    if (hidden && (isLoader(value) || value === "module" || value === "import.meta")) this.list.miss(node);
    if (object !== undefined) this.visit(object, true);
    if (node.computed === true) this.visit(childAt(node, "property") ?? node);
  }

  #visitBinding(pattern: SyntaxNode | undefined, value: SyntaxNode | undefined, held: boolean): void {
    this.#visitPattern(pattern);
    if (value !== undefined) this.visit(value, held && /^(?:Identifier|ObjectPattern)$/.test(pattern?.type ?? ""));
  }

  #visitCall(node: SyntaxNode, held: boolean): void {
    if (!held) this.#reportLoader(node);
    const callee = childAt(node, "callee") ?? node;
    const args = listAt(node, "arguments");
    this.visit(callee, true);
    for (const argument of args) this.visit(argument);
    for (const types of [node.typeArguments, node.typeParameters].filter(isNode)) this.visit(types);
    const member = unwrap(callee);
    const object = member.type === "MemberExpression" ? childAt(member, "object") : undefined;
    const name = object === undefined ? undefined : this.#values.nameOfMember(member);
    if (name === "then" && object !== undefined && isLoader(this.#values.valueOf(object)) && !thenParameter(node)) {
      this.list.miss(node);
    }
    const inner = this.#values.valueOf(object);
    if (inner !== undefined && (name === "call" || name === "apply" || name === "bind")) {
      const [, second] = args;
      const list =
        name !== "apply" ? args.slice(1) : second?.type === "ArrayExpression" ? listAt(second, "elements") : [];
      if (name !== "bind" || list.length > 0) this.#loads.addCall(inner, list, node);
      return;
    }
    const value = this.#values.valueOf(callee);
    if (value !== undefined && args.length > 0) this.#loads.addCall(value, args, node);
    else if (name === "module" && unwrap(object ?? node).type === "MemberExpression")
      this.#addMockOfContext(object, args, node);
  }

  /** Reads `context.mock.module("…")` of a test's context. */
  #addMockOfContext(object: SyntaxNode | undefined, args: readonly SyntaxNode[], node: SyntaxNode): void {
    if (object !== undefined && this.#values.nameOfMember(unwrap(object)) === "mock")
      this.#loads.addCall("mock.module", args, node);
  }

  #reportLoader(node: SyntaxNode): void {
    if (isLoader(this.#values.valueOf(node))) this.list.miss(node);
  }

  #addStatement(node: SyntaxNode, kind: ImportKind): void {
    const source = childAt(node, "source");
    this.list.add(source, literalOf(source), kind, kind.startsWith("type"), node);
  }

  /** An exported loader is called in another file. */
  #addExport(node: SyntaxNode): void {
    this.#addStatement(node, node.exportKind === "type" ? "type re-export" : "re-export");
    const namespace = namespaceOf(literalOf(childAt(node, "source")) ?? "");
    if (namespace === "node:module" && node.exportKind !== "type") this.list.miss(node);
  }

  #visitExport(node: SyntaxNode): void {
    forEachChild(node, (child) => this.visit(child));
    const declarations = listAt(childAt(node, "declaration") ?? node, "declarations");
    for (const { id } of declarations) {
      const names = isNode(id) ? namesOf(id).map((name) => ({ type: "Identifier", start: 0, end: 0, name })) : [];
      if (names.some((name) => isLoader(this.#values.valueOf(name)))) this.list.miss(node);
    }
  }

  #visitImportEquals(node: SyntaxNode): void {
    const reference = childAt(node, "moduleReference");
    if (reference?.type !== "TSExternalModuleReference") return;
    const expression = childAt(reference, "expression");
    const typeOnly = node.importKind === "type";
    this.list.add(expression, literalOf(expression), "import equals", typeOnly, node);
  }
}
