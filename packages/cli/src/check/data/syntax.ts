/** The syntax nodes in which statements about tables are written. */

import { visitorKeys } from "oxc-parser";

/** A node with untyped fields: the tree's own types distinguish hundreds of kinds. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** One call of a chain: `.selectFrom("order")`. */
export interface ChainLink {
  /** The method's name; for the first link of `query("…").then(…)` the function's. */
  readonly name: string;
  readonly args: readonly Node[];
  readonly node: Node;
}

/** `base.first(…).second(…)`, with its calls in execution order. */
export interface Chain {
  readonly links: readonly ChainLink[];
  /** The object of the first method; `undefined` if the chain begins with a function. */
  readonly base: Node | undefined;
}

/** Recognizes nodes among the values of the tree. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The node at a key that always has one. @throws {TypeError} for a key without one. */
export function partOf(node: Node, key: string): Node {
  const part = node[key];
  if (isNode(part)) return part;
  throw new TypeError(`expected a node at ${key} of a ${node.type}`);
}

/** The nodes listed at a key; holes of a list are omitted. */
export function partsOf(node: Node, key: string): readonly Node[] {
  const parts = node[key];
  return Array.isArray(parts) ? parts.filter(isNode) : [];
}

/** Recognizes inline functions. */
export function isFunction(node: Node | undefined): node is Node {
  return node?.type === "ArrowFunctionExpression" || node?.type === "FunctionExpression";
}

/** The direct children of a node. */
export function childrenOf(node: Node): readonly Node[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => {
    const child = node[key];
    return Array.isArray(child) ? child.filter(isNode) : isNode(child) ? [child] : [];
  });
}

/** Reads the chain that ends with a call. */
export function readChain(call: Node): Chain {
  const links: ChainLink[] = [];
  let at = unwrap(call);
  while (at.type === "CallExpression") {
    const args = partsOf(at, "arguments");
    const callee = unwrap(partOf(at, "callee"));
    if (callee.type !== "MemberExpression") {
      const name = callee.type === "Identifier" ? String(callee.name) : "";
      links.unshift({ name, args, node: at });
      return { links, base: name === "" ? callee : undefined };
    }
    const property = partOf(callee, "property");
    const name = callee.computed === true ? "" : String(property.name);
    links.unshift({ name, args, node: property });
    at = unwrap(partOf(callee, "object"));
  }
  return { links, base: at };
}

/** The expression without parentheses, `await`, `!` and `as`. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case "AwaitExpression":
      return unwrap(partOf(node, "argument"));
    case "ChainExpression":
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
      return unwrap(partOf(node, "expression"));
    default:
      return node;
  }
}
