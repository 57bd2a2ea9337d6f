/** The first walk over a file, which collects the values of names. */

import { type Binding, type FileBindings, namesOf } from "./file-values.ts";
import { childAt, forEachChild, listAt, type SyntaxNode, unwrap } from "./syntax-node.ts";

/** Collects the bindings of a file. */
export function collectBindings(program: SyntaxNode): FileBindings {
  const bindings: Binding[] = [];
  const imports: SyntaxNode[] = [];
  const declared = new Set<string>();
  const declare = (pattern: SyntaxNode | undefined): void => {
    for (const name of pattern === undefined ? [] : namesOf(pattern)) declared.add(name);
  };
  const bind = (pattern: SyntaxNode | undefined, value: SyntaxNode | undefined): void => {
    if (pattern !== undefined && value !== undefined) bindings.push({ pattern, value });
  };
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case "ImportDeclaration":
        imports.push(node);
        for (const specifier of listAt(node, "specifiers")) declare(childAt(specifier, "local"));
        return;
      case "TSImportEqualsDeclaration":
        bind(childAt(node, "id"), childAt(node, "moduleReference"));
        return;
      case "VariableDeclarator":
        bind(childAt(node, "id"), childAt(node, "init"));
        declare(childAt(node, "id"));
        break;
      case "AssignmentExpression":
        bind(childAt(node, "left"), childAt(node, "right"));
        break;
      case "CallExpression":
        bindThen(node, bind);
        break;
      case "CatchClause":
        declare(childAt(node, "param"));
        break;
      default:
        if (/^(?:Function|Class|ArrowFunction|TSDeclareFunction)/.test(node.type)) {
          declare(childAt(node, "id"));
          for (const parameter of listAt(node, "params")) declare(parameter);
        }
    }
    forEachChild(node, visit);
  };
  visit(program);
  return { bindings, imports, declared };
}

/** The callback's parameter in `import("node:module").then((module) => …)`, or `undefined`. */
export function thenParameter(call: SyntaxNode): { pattern: SyntaxNode; value: SyntaxNode } | undefined {
  const callee = unwrap(childAt(call, "callee") ?? call);
  if (callee.type !== "MemberExpression" || childAt(callee, "property")?.name !== "then") return undefined;
  const value = unwrap(childAt(callee, "object") ?? callee);
  const pattern = listAt(listAt(call, "arguments")[0] ?? call, "params")[0];
  return value.type === "ImportExpression" && pattern !== undefined ? { pattern, value } : undefined;
}

function bindThen(call: SyntaxNode, bind: (pattern: SyntaxNode, value: SyntaxNode) => void): void {
  const found = thenParameter(call);
  if (found !== undefined) bind(found.pattern, found.value);
}
