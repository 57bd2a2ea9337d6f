/** Texts in code: literals, templates, concatenations, and constants of the same file. */

import { hole } from "@seamline/data";
import { childrenOf, isNode, type Node, partOf, partsOf, readChain, unwrap } from "./syntax.ts";

/** A part of a text, with its position in the file. */
interface Piece {
  readonly text: string;
  readonly offset: number;
}

/** A text with the positions of its parts. A value computed at run time is a hole. */
export interface SourceText {
  readonly text: string;
  /** Maps an offset in the text to one in the file. */
  locate(offset: number): number;
}

/** Reads an expression that is a text; `undefined` for any other. */
export type ReadText = (node: Node | undefined) => SourceText | undefined;

/** Creates the reader of a file. */
export function createTextReader(program: Node): ReadText {
  const constants = findConstants(program);
  const read = (node: Node | undefined, depth: number): readonly Piece[] | undefined => {
    if (node === undefined || depth > 20) return undefined;
    const inner = unwrap(node);
    switch (inner.type) {
      case "Literal":
        return typeof inner.value === "string" ? [{ text: inner.value, offset: inner.start + 1 }] : undefined;
      case "TemplateLiteral":
        return fill(inner, (one) => read(one, depth + 1));
      case "Identifier":
        return read(constants.get(String(inner.name)), depth + 1);
      case "BinaryExpression": {
        if (inner.operator !== "+") return undefined;
        const [left, right] = [partOf(inner, "left"), partOf(inner, "right")].map((one) => read(one, depth + 1));
        if (left === undefined && right === undefined) return undefined;
        return [...(left ?? [holeAt(inner)]), ...(right ?? [holeAt(inner)])];
      }
      default:
        return undefined;
    }
  };
  return (node) => {
    const pieces = read(node, 0);
    return pieces === undefined ? undefined : join(pieces);
  };
}

/**
 * Reads the SQL of a template whose tag turns values into parameters: only `sql.table("order")`,
 * `sql.id`, `sql.ref` and `sql.raw` insert text.
 */
export function readTaggedText(template: Node, read: ReadText): SourceText {
  return join(
    fill(template, (value) => {
      const [link, ...more] = readChain(value).links;
      if (link === undefined || more.length > 0 || !/^(?:table|id|ref|raw)$/.test(link.name)) return undefined;
      const names = link.args.map((argument) => read(argument)?.text);
      if (names.some((name) => name === undefined)) return undefined;
      const quoted = names.flatMap((name) => (name ?? "").split(".")).map((name) => `"${name}"`);
      return [{ text: link.name === "raw" ? (names[0] ?? "") : quoted.join("."), offset: value.start }];
    }),
  );
}

function fill(template: Node, read: (value: Node) => readonly Piece[] | undefined): readonly Piece[] {
  const values = partsOf(template, "expressions");
  const parts = template.quasis as readonly (Node & { readonly value: { raw: string; cooked?: string | null } })[];
  return parts.flatMap((part, index) => {
    const piece = { text: part.value.cooked ?? part.value.raw, offset: part.start };
    const value = values[index];
    return value === undefined ? [piece] : [piece, ...(read(value) ?? [holeAt(value)])];
  });
}

function holeAt({ start }: Node): Piece {
  return { text: hole, offset: start };
}

function join(pieces: readonly Piece[]): SourceText {
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  return {
    text,
    locate(offset) {
      const index = Math.max(
        0,
        starts.findLastIndex((start) => start <= offset),
      );
      return (pieces[index]?.offset ?? 0) + offset - (starts[index] ?? 0);
    },
  };
}

/** The values of a file's constants; names declared more than once are omitted. */
function findConstants(program: Node): ReadonlyMap<string, Node | undefined> {
  const found = new Map<string, Node | undefined>();
  const visit = (node: Node): void => {
    if (node.type === "VariableDeclaration" && node.kind === "const") {
      for (const { id, init } of node.declarations as readonly { id: Node; init?: unknown }[]) {
        if (id.type !== "Identifier") continue;
        const name = String(id.name);
        found.set(name, found.has(name) || !isNode(init) ? undefined : init);
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return found;
}
