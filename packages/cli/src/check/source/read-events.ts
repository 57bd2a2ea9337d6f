/**
 * Reads the uses of generated events, `customerEvents.orderCreated`, in a file that imports
 * `customerEvents`. What is loaded by `import()` or `require` is not visible here.
 */

import { createLineCounter } from "../text/line-counter.ts";
import { parseSource } from "../text/parse-source.ts";
import type { EventUse } from "./event-use.ts";
import { childAt, forEachChild, isNode, listAt, literalOf, type SyntaxNode } from "./syntax-node.ts";

/** The names of generated objects of events. */
const objectName = /^[a-z][A-Za-z0-9]*Events$/;

/** Node types of types and imports, in which an event is not handled. */
const withoutUses: ReadonlySet<string> = new Set([
  "ImportDeclaration",
  "TSTypeAnnotation",
  "TSTypeParameterInstantiation",
  "TSTypeAliasDeclaration",
  "TSInterfaceDeclaration",
]);

/** Reads a file that is known to parse; `undefined` if it uses no events. */
export function readEvents(file: string, text: string): readonly EventUse[] | undefined {
  if (!/Events\b/.test(text)) return undefined;
  const { program } = parseSource(file, text);
  const locate = createLineCounter(text);
  const uses: EventUse[] = [];
  const imported = collectImports(program as unknown as SyntaxNode);
  if (imported.objects.size === 0 && imported.namespaces.size === 0 && imported.handedOn.length === 0) return undefined;
  const add = (node: SyntaxNode, { specifier, object }: ImportedObject, event: string | undefined): void => {
    uses.push({ specifier, object, event, ...locate(node.start) });
  };
  const visit = (node: SyntaxNode): void => {
    if (withoutUses.has(node.type)) return;
    if (node.type === "VariableDeclarator") {
      const [pattern, source] = [childAt(node, "id"), objectAt(childAt(node, "init"), imported)];
      if (source !== undefined && pattern?.type === "ObjectPattern") {
        for (const property of listAt(pattern, "properties")) add(property, source, keyOf(property));
        return;
      }
    }
    if (node.type === "MemberExpression") {
      const source = objectAt(childAt(node, "object"), imported);
      if (source !== undefined) {
        add(node, source, keyOf(node));
        return;
      }
    }
    const whole = objectAt(node, imported);
    if (whole !== undefined) add(node, whole, undefined);
    else forEachChild(node, (child, key) => isName(node, key) || visit(child));
  };
  visit(program as unknown as SyntaxNode);
  for (const { node, ...object } of imported.handedOn) add(node, object, undefined);
  return uses.length === 0 ? undefined : uses;
}

interface ImportedObject {
  readonly specifier: string;
  readonly object: string;
}

interface Imports {
  /** Objects of events by their local names. */
  readonly objects: ReadonlyMap<string, ImportedObject>;
  /** Specifiers by the local names of `import * as`. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Objects that the file exports again. */
  readonly handedOn: readonly (ImportedObject & { readonly node: SyntaxNode })[];
}

function collectImports(program: SyntaxNode): Imports {
  const objects = new Map<string, ImportedObject>();
  const namespaces = new Map<string, string>();
  const handedOn: (ImportedObject & { readonly node: SyntaxNode })[] = [];
  for (const statement of listAt(program, "body")) {
    const specifier = literalOf(childAt(statement, "source"));
    if (specifier === undefined || statement.importKind === "type" || statement.exportKind === "type") continue;
    for (const one of listAt(statement, "specifiers")) {
      const local = nameOf(childAt(one, "local"));
      if (local === undefined || one.importKind === "type") continue;
      if (one.type === "ImportNamespaceSpecifier") namespaces.set(local, specifier);
      const object = one.type === "ImportSpecifier" ? nameOf(childAt(one, "imported")) : local;
      if (object === undefined || !objectName.test(object)) continue;
      if (one.type === "ImportSpecifier") objects.set(local, { specifier, object });
      if (one.type === "ExportSpecifier") handedOn.push({ specifier, object, node: one });
    }
  }
  return { objects, namespaces, handedOn };
}

/** The imported object that an expression is: `customerEvents`, or `customer.customerEvents`. */
function objectAt(node: SyntaxNode | undefined, { objects, namespaces }: Imports): ImportedObject | undefined {
  if (node?.type === "Identifier") return objects.get(String(node.name));
  if (node?.type !== "MemberExpression") return undefined;
  const namespace = childAt(node, "object");
  const specifier = namespace?.type === "Identifier" ? namespaces.get(String(namespace.name)) : undefined;
  const object = keyOf(node);
  return specifier !== undefined && object !== undefined && objectName.test(object) ? { specifier, object } : undefined;
}

/** The name of a member or property; `undefined` if it is computed, or the rest. */
function keyOf(node: SyntaxNode): string | undefined {
  const key = childAt(node, node.type === "MemberExpression" ? "property" : "key");
  return node.computed === true ? literalOf(key) : nameOf(key);
}

function nameOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === "Identifier" ? String(node.name) : literalOf(node);
}

/** Names of properties and members are no references. */
function isName(parent: SyntaxNode, key: string): boolean {
  if (parent.computed === true || !isNode(parent[key])) return false;
  if (parent.type === "MemberExpression") return key === "property";
  return key === "key" || key === "exported";
}
