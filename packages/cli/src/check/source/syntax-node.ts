/** The syntax tree for the readers of imports. */

import { visitorKeys } from "oxc-parser";

/** A node with untyped fields: the tree's own types distinguish hundreds of kinds. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Recognizes nodes among the values of the tree. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** The node at a key, or `undefined`. */
export function childAt(node: SyntaxNode, key: string): SyntaxNode | undefined {
  const child = node[key];
  return isNode(child) ? child : undefined;
}

/** The nodes of a list at a key. */
export function listAt(node: SyntaxNode, key: string): readonly SyntaxNode[] {
  const list = node[key];
  return Array.isArray(list) ? list.filter(isNode) : [];
}

/** Calls a function with each direct child of a node, except those at some keys. */
export function forEachChild(
  node: SyntaxNode,
  call: (child: SyntaxNode, key: string) => void,
  without?: ReadonlySet<string>,
): void {
  for (const key of visitorKeys[node.type] ?? []) {
    if (without?.has(key) === true) continue;
    const child = node[key];
    if (Array.isArray(child)) {
      for (const one of child) if (isNode(one)) call(one, key);
    } else if (isNode(child)) call(child, key);
  }
}

/** Nodes around an expression that do not change its value. */
const wrappers = new Set([
  "ParenthesizedExpression",
  "ChainExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
]);

/** Recognizes nodes that only wrap an expression: `(x)`, `x!`, `x as T`. */
export function isWrapper(node: SyntaxNode): boolean {
  return wrappers.has(node.type);
}

/** An expression without its wrappers; for `(a, b)`, the last one. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  if (node.type === "SequenceExpression") return unwrap(listAt(node, "expressions").at(-1) ?? node);
  const inner = isWrapper(node) ? childAt(node, "expression") : undefined;
  return inner === undefined ? node : unwrap(inner);
}

/** The text of a literal, or of a template without holes. */
export function literalOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node?.type !== "TemplateLiteral" || listAt(node, "expressions").length > 0) return undefined;
  return cookedAt(node, 0);
}

/** One text of a template. */
export function cookedAt(template: SyntaxNode, index: number): string | undefined {
  const part = listAt(template, "quasis")[index]?.value as { readonly cooked?: string | null } | undefined;
  return part?.cooked ?? undefined;
}
