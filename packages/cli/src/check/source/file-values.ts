/**
 * The values of names and expressions in a file that matter for loading: known values (`require`,
 * `vi.mock`) and paths.
 *
 * Scopes are ignored: a name with the value of a loader anywhere in a file has it everywhere in the
 * file.
 */

import { evaluatePath, hereOf, type PathCalls } from "./evaluate-path.ts";
import { globalOf, memberOf, namespaceOf } from "./known-names.ts";
import { childAt, cookedAt, isNode, listAt, literalOf, type SyntaxNode, unwrap } from "./syntax-node.ts";

/** One assignment of a value to a name. */
export interface Binding {
  readonly pattern: SyntaxNode;
  readonly value: SyntaxNode;
}

/** The bindings found by the first walk over a file. */
export interface FileBindings {
  /** Declarations and assignments, callbacks of `import(…).then` included. */
  readonly bindings: readonly Binding[];
  readonly imports: readonly SyntaxNode[];
  /** Names declared without a value: functions, classes, parameters. */
  readonly declared: ReadonlySet<string>;
}

/**
 * Values that a declaration of the same name does not shadow, because the CommonJS wrapper provides
 * them.
 */
const always = new Set(["require", "module"]);
const settled = 8;

/** The values of one file. */
export class FileValues {
  readonly #known = new Map<string, string>();
  readonly #paths = new Map<string, string | undefined>();
  readonly #declared: ReadonlySet<string>;
  readonly #calls: PathCalls;
  /**
   * Values of nodes, cleared when more names are known: a chain of calls is evaluated once for each
   * of its links.
   */
  readonly #evaluated = new Map<SyntaxNode, string | undefined>();

  /** @param file the file's path, the base of relative paths. */
  constructor(file: string, { bindings, imports, declared }: FileBindings) {
    this.#declared = new Set([...declared, ...bindings.flatMap(({ pattern }) => namesOf(pattern))]);
    this.#calls = { self: hereOf(file), valueOf: (node) => this.valueOf(node), textOf: (node) => this.textOf(node) };
    for (const node of imports) this.#import(node);
    for (let round = 0, before = -1; before !== this.#known.size + this.#paths.size && round < settled; round += 1) {
      before = this.#known.size + this.#paths.size;
      this.#evaluated.clear();
      for (const { pattern, value } of bindings) this.#bind(pattern, this.valueOf(value), value);
    }
  }

  /** The known value of an expression, such as `node:module.createRequire`. */
  valueOf(written: SyntaxNode | undefined): string | undefined {
    if (written === undefined) return undefined;
    const node = unwrap(written);
    if (node.type === "Identifier") return this.#valueOfName(String(node.name));
    if (!this.#evaluated.has(node)) this.#evaluated.set(node, this.#evaluate(node));
    return this.#evaluated.get(node);
  }

  #evaluate(node: SyntaxNode): string | undefined {
    switch (node.type) {
      case "MetaProperty":
        return "import.meta";
      case "MemberExpression":
      case "TSQualifiedName":
        return this.#valueOfMember(node);
      case "AwaitExpression":
        return this.valueOf(childAt(node, "argument"));
      case "AssignmentExpression":
        return this.valueOf(childAt(node, "right"));
      case "ConditionalExpression":
        return this.valueOf(childAt(node, "consequent")) ?? this.valueOf(childAt(node, "alternate"));
      case "LogicalExpression":
        return this.valueOf(childAt(node, "right")) ?? this.valueOf(childAt(node, "left"));
      case "ImportExpression":
        return this.#namespaceOf(childAt(node, "source"));
      case "TSExternalModuleReference":
        return this.#namespaceOf(childAt(node, "expression"));
      case "NewExpression":
        return this.valueOf(childAt(node, "callee")) === "node:module" ? "module" : undefined;
      case "CallExpression":
        return this.#valueOfCall(node);
      default:
        return undefined;
    }
  }

  /** The text of a constant expression; for paths and URLs, one marked by {@link evaluatePath}. */
  textOf(written: SyntaxNode | undefined): string | undefined {
    if (written === undefined) return undefined;
    const node = unwrap(written);
    if (node.type === "TemplateLiteral") {
      const holes = listAt(node, "expressions").map((one) => this.textOf(one));
      return holes.reduce(
        (text, hole, index) => concat(concat(text, hole), cookedAt(node, index + 1)),
        cookedAt(node, 0),
      );
    }
    if (node.type === "BinaryExpression" && node.operator === "+") {
      return concat(this.textOf(childAt(node, "left")), this.textOf(childAt(node, "right")));
    }
    if (node.type === "AwaitExpression") return this.textOf(childAt(node, "argument"));
    if (node.type === "Identifier" && this.#paths.has(String(node.name))) return this.#paths.get(String(node.name));
    return literalOf(node) ?? evaluatePath(node, this.#calls);
  }

  /** Checks that a base is this file or its folder. */
  isHere(base: SyntaxNode | undefined): boolean {
    const text = this.textOf(base);
    return text === this.#calls.self || /^\0here\/?(?:\.?\/?|[^/]*)$/.test(text ?? "");
  }

  /** The name of a member: `o.name`, `o["name"]`. */
  nameOfMember(node: SyntaxNode): string | undefined {
    const property = childAt(node, node.type === "TSQualifiedName" ? "right" : "property");
    return node.computed === true ? this.textOf(property) : property === undefined ? undefined : String(property.name);
  }

  #valueOfName(name: string): string | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    return this.#declared.has(name) && !always.has(name) ? undefined : globalOf(name);
  }

  #valueOfMember(node: SyntaxNode): string | undefined {
    const object = this.valueOf(childAt(node, node.type === "TSQualifiedName" ? "left" : "object"));
    const name = object === undefined ? undefined : this.nameOfMember(node);
    return object === undefined || name === undefined ? undefined : memberOf(object, name);
  }

  #valueOfCall(node: SyntaxNode): string | undefined {
    const callee = unwrap(childAt(node, "callee") ?? node);
    const value = this.valueOf(callee);
    const args = listAt(node, "arguments");
    if (value === "node:module.createRequire") return this.isHere(args[0]) ? "require" : undefined;
    if (value === "require" || value === "process.getBuiltinModule") return this.#namespaceOf(args[0]);
    if (callee.type !== "MemberExpression") return undefined;
    const inner = this.valueOf(childAt(callee, "object"));
    const name = this.nameOfMember(callee);
    if (name === "bind") return inner;
    return name === "call" && inner === "node:module.createRequire" && this.isHere(args[1]) ? "require" : undefined;
  }

  #namespaceOf(source: SyntaxNode | undefined): string | undefined {
    const specifier = this.textOf(source);
    return specifier === undefined ? undefined : namespaceOf(specifier);
  }

  #import(node: SyntaxNode): void {
    const namespace = this.#namespaceOf(childAt(node, "source"));
    if (namespace === undefined) return;
    for (const specifier of listAt(node, "specifiers")) {
      const imported = childAt(specifier, "imported");
      const name = imported === undefined ? undefined : String(imported.name ?? imported.value);
      const local = String(childAt(specifier, "local")?.name);
      this.#known.set(local, name === undefined ? namespace : memberOf(namespace, name));
    }
  }

  #bind(pattern: SyntaxNode, value: string | undefined, written?: SyntaxNode): void {
    switch (pattern.type) {
      case "Identifier": {
        const name = String(pattern.name);
        if (value !== undefined) this.#known.set(name, value);
        else if (written !== undefined) this.#bindPath(name, this.textOf(written));
        return;
      }
      case "AssignmentPattern":
        this.#bind(childAt(pattern, "left") ?? pattern, value);
        return;
      case "RestElement":
        this.#bind(childAt(pattern, "argument") ?? pattern, value);
        return;
      case "ObjectPattern":
        for (const property of listAt(pattern, "properties")) this.#bindProperty(property, value);
    }
  }

  #bindProperty(property: SyntaxNode, value: string | undefined): void {
    if (value === undefined) return;
    if (property.type === "RestElement") {
      this.#bind(property, value);
      return;
    }
    const key = childAt(property, "key");
    const name = property.computed === true ? this.textOf(key) : String(key?.name ?? key?.value);
    const target = childAt(property, "value");
    if (name !== undefined && target !== undefined) this.#bind(target, memberOf(value, name));
  }

  /**
   * Only paths based on the file are followed through names; a name with two different ones has
   * none.
   */
  #bindPath(name: string, text: string | undefined): void {
    if (this.#paths.has(name) && this.#paths.get(name) !== text) this.#paths.set(name, undefined);
    else if (text?.startsWith("\0")) this.#paths.set(name, text);
  }
}

function concat(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

/** The names declared by a pattern. */
export function namesOf(pattern: SyntaxNode): readonly string[] {
  if (pattern.type === "Identifier") return [String(pattern.name)];
  if (pattern.type === "Property") return namesOf(childAt(pattern, "value") ?? pattern);
  const inner = [pattern.left, pattern.argument, pattern.parameter].filter(isNode);
  return [...inner, ...listAt(pattern, "properties"), ...listAt(pattern, "elements")].flatMap(namesOf);
}
