/** The declarations of a source file, with their doc comments and their members. */

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Comment, type Node, parseSync } from "oxc-parser";
import { root } from "../snippets.ts";
import { type DocComment, readDocComment } from "./doc-comment.ts";

/** A documented item: a declaration, or a member of one. */
export interface Item {
  readonly kind: "type" | "function" | "value" | "member";
  readonly name: string;
  /** The file and the line, for readers. */
  readonly where: string;
  readonly doc: DocComment | undefined;
}

/** A declaration and its members. */
export interface Declaration {
  readonly item: Item;
  /** The absolute path of its file. */
  readonly file: string;
  readonly members: readonly Item[];
  /**
   * The names of the types that contribute members: extended types, and the parts of a union or an
   * intersection.
   */
  readonly bases: readonly string[];
}

/** A parsed file. */
export interface SourceFile {
  /** The doc comment that the file begins with. */
  readonly header: Item;
  /** Its declarations, by name. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Names from other files, by local name: imports and re-exports. */
  readonly sources: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
  /** The exported names. */
  readonly exported: ReadonlySet<string>;
}

const files = new Map<string, SourceFile>();

/** Reads a file, once. */
export function readSourceFile(file: string): SourceFile {
  const known = files.get(file) ?? parse(file);
  files.set(file, known);
  return known;
}

function parse(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const { program, comments } = parseSync(file, text);
  const reader = new Reader(file, text, comments);
  const declarations = new Map<string, Declaration>();
  const sources = new Map<string, { file: string; name: string }>();
  const exported = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      for (const one of statement.specifiers) {
        if (one.type !== "ImportSpecifier" || !statement.source.value.startsWith(".")) continue;
        const name = one.imported.type === "Identifier" ? one.imported.name : one.imported.value;
        sources.set(one.local.name, { file: resolve(file, statement.source.value), name });
      }
    } else if (statement.type === "ExportNamedDeclaration" && statement.declaration === null) {
      for (const { local, exported: outside } of statement.specifiers) {
        if (!("name" in local) || !("name" in outside)) continue;
        exported.add(outside.name);
        if (statement.source !== null) {
          sources.set(outside.name, { file: resolve(file, statement.source.value), name: local.name });
        }
      }
    } else {
      const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      for (const [name, one] of reader.declarationsOf(declaration as Node, statement.start)) {
        if (statement.type === "ExportNamedDeclaration") exported.add(name);
        const before = declarations.get(name);
        if (before?.item.doc === undefined) declarations.set(name, one); // the first overload is the documented one
      }
    }
  }
  const first = comments.find(({ type }) => type === "Block");
  const doc = first === undefined ? undefined : readDocComment(first.value);
  const header = { kind: "value", name: "(file)", where: `${relative(root, file)}:1`, doc } as const;
  return { header, declarations, sources, exported };
}

class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #comments: readonly Comment[];

  constructor(file: string, text: string, comments: readonly Comment[]) {
    this.#file = file;
    this.#text = text;
    this.#comments = comments;
  }

  *declarationsOf(node: Node, start: number): Generator<[string, Declaration]> {
    switch (node.type) {
      case "FunctionDeclaration":
      case "TSDeclareFunction":
        yield this.#declaration("function", node.id?.name ?? "", start, this.#parameterMembers(node.params));
        break;
      case "ClassDeclaration":
        yield this.#declaration("type", node.id?.name ?? "", start, this.#classMembers(node.body.body), [
          node.superClass,
        ]);
        break;
      case "TSInterfaceDeclaration":
        yield this.#declaration(
          "type",
          node.id.name,
          start,
          this.#typeMembers(node.body),
          node.extends.map(({ expression }) => expression),
        );
        break;
      case "TSTypeAliasDeclaration":
        yield this.#declaration(
          "type",
          node.id.name,
          start,
          this.#typeMembers(node.typeAnnotation),
          partsOf(node.typeAnnotation),
        );
        break;
      case "VariableDeclaration":
        for (const { id } of node.declarations) {
          if (id.type === "Identifier") yield this.#declaration("value", id.name, start);
        }
        break;
    }
  }

  #declaration(
    kind: Item["kind"],
    name: string,
    start: number,
    members: Iterable<Item> = [],
    bases: readonly (Node | null)[] = [],
  ): [string, Declaration] {
    const names = bases.flatMap((base) => (base?.type === "Identifier" ? [base.name] : []));
    return [name, { item: this.#item(kind, name, start), file: this.#file, members: [...members], bases: names }];
  }

  *#classMembers(body: Extract<Node, { type: "ClassBody" }>["body"]): Generator<Item> {
    const seen = new Set<string>();
    for (const member of body) {
      if (member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") continue;
      if (member.accessibility === "private" || member.computed || member.key.type !== "Identifier") continue;
      if (seen.has(member.key.name)) continue; // an overload, or the setter beside a getter
      seen.add(member.key.name);
      yield this.#item("member", member.key.name, member.start);
    }
  }

  /** The members of parameters whose type is an inline object type. */
  *#parameterMembers(parameters: readonly Node[]): Generator<Item> {
    for (const parameter of parameters) {
      const given = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const type = "typeAnnotation" in given ? given.typeAnnotation : undefined;
      if (type?.type === "TSTypeAnnotation" && type.typeAnnotation.type === "TSTypeLiteral") {
        yield* this.#typeMembers(type.typeAnnotation);
      }
    }
  }

  /**
   * The members of an interface, and of the object types in an alias: in unions, intersections and
   * type arguments too.
   */
  *#typeMembers(node: Node): Generator<Item> {
    switch (node.type) {
      case "TSInterfaceBody":
        for (const member of withoutOverloads(node.body)) yield* this.#typeMember(member);
        break;
      case "TSTypeLiteral":
        for (const member of withoutOverloads(node.members)) yield* this.#typeMember(member);
        break;
      case "TSUnionType":
      case "TSIntersectionType":
        for (const one of node.types) yield* this.#typeMembers(one);
        break;
      case "TSParenthesizedType":
        yield* this.#typeMembers(node.typeAnnotation);
        break;
      case "TSTypeReference":
        for (const one of node.typeArguments?.params ?? []) yield* this.#typeMembers(one);
        break;
    }
  }

  *#typeMember(member: Node): Generator<Item> {
    if (member.type === "TSPropertySignature" || member.type === "TSMethodSignature") {
      const name = member.key.type === "Identifier" ? member.key.name : "(computed)";
      yield this.#item("member", name, member.start);
      if (member.type === "TSPropertySignature" && member.typeAnnotation) {
        yield* this.#typeMembers(member.typeAnnotation.typeAnnotation);
      }
    } else if (member.type === "TSCallSignatureDeclaration") yield this.#item("member", "(call)", member.start);
  }

  #item(kind: Item["kind"], name: string, start: number): Item {
    const line = this.#text.slice(0, start).split("\n").length;
    const comment = this.#comments.findLast(
      ({ type, end }) => type === "Block" && end <= start && this.#text.slice(end, start).trim() === "",
    );
    const doc = comment === undefined ? undefined : readDocComment(comment.value);
    return { kind, name, where: `${relative(root, this.#file)}:${line}`, doc };
  }
}

/** The names of a union's or an intersection's parts. */
function partsOf(node: Node): readonly Node[] {
  if (node.type === "TSTypeReference") return [node.typeName];
  if (node.type === "TSParenthesizedType") return partsOf(node.typeAnnotation);
  return node.type === "TSUnionType" || node.type === "TSIntersectionType" ? node.types.flatMap(partsOf) : [];
}

/**
 * The members of a type with overloaded methods once: the first signature is the documented one.
 */
function withoutOverloads(members: readonly Node[]): readonly Node[] {
  const nameOf = (member: Node | undefined): string | undefined =>
    member?.type === "TSMethodSignature" && member.key.type === "Identifier" ? member.key.name : undefined;
  return members.filter((one, index) => nameOf(one) === undefined || nameOf(one) !== nameOf(members[index - 1]));
}

/** The file of an import: of this package, or the face of another one of ours. */
function resolve(file: string, specifier: string): string {
  const [, name, face = "index"] = /^@seamline\/(\w+)(?:\/(.+))?$/.exec(specifier) ?? [];
  return name === undefined ? join(dirname(file), specifier) : join(root, "packages", name, "src", `${face}.ts`);
}
