/** TypeScript types as trees, before they are laid out as text. */

/** A TypeScript type. */
export type TypeNode =
  /** A type of one word or literal: `string`, `"open"`, `Date`. */
  | { readonly kind: "text"; readonly text: string }
  /** A type declared by name in `types.ts`. */
  | { readonly kind: "reference"; readonly name: string }
  | { readonly kind: "object"; readonly fields: readonly TypeField[] }
  /** `{ [key in Key]: Value }`. */
  | {
      readonly kind: "record";
      readonly key: TypeNode;
      readonly value: TypeNode;
      readonly optional: boolean;
      readonly readonly: boolean;
    }
  | { readonly kind: "array"; readonly element: TypeNode; readonly readonly: boolean }
  | {
      readonly kind: "tuple";
      readonly items: readonly { readonly type: TypeNode; readonly optional: boolean }[];
      readonly rest: TypeNode | undefined;
      readonly readonly: boolean;
    }
  | { readonly kind: "union"; readonly members: readonly TypeNode[] }
  | { readonly kind: "intersection"; readonly members: readonly TypeNode[] }
  | { readonly kind: "template"; readonly parts: readonly (string | TypeNode)[] }
  /** A generic type with arguments: `Readonly<…>`, `Map<…>`. */
  | { readonly kind: "generic"; readonly name: string; readonly args: readonly TypeNode[] };

/** One property of an object type. */
export interface TypeField {
  readonly name: string;
  readonly type: TypeNode;
  readonly optional: boolean;
  readonly readonly: boolean;
  /** The lines of its documentation comment. */
  readonly doc: readonly string[];
}

/** A type of one word. */
export function text(value: string): TypeNode {
  return { kind: "text", text: value };
}

/**
 * A union without duplicates and `never`; nested unions are flattened, and a single member replaces
 * the union.
 */
export function union(members: readonly TypeNode[]): TypeNode {
  const flat = members
    .flatMap((member) => (member.kind === "union" ? member.members : [member]))
    .filter((member) => member.kind !== "text" || member.text !== "never");
  const words = new Set<string>();
  const distinct = flat.filter((member) => {
    if (member.kind !== "text" && member.kind !== "reference") return true;
    const word = member.kind === "text" ? member.text : member.name;
    return !words.has(word) && words.add(word);
  });
  const [first = text("never"), ...others] = distinct;
  return others.length === 0 ? first : { kind: "union", members: distinct };
}

/** The type without `undefined`. */
export function withoutUndefined(node: TypeNode): TypeNode {
  if (node.kind === "reference") return { kind: "generic", name: "Exclude", args: [node, text("undefined")] };
  if (node.kind !== "union") return node;
  return union(
    node.members
      .filter((member) => member.kind !== "text" || member.text !== "undefined")
      .map((member) => (member.kind === "reference" ? member : withoutUndefined(member))),
  );
}

/** The type that zod infers for `.readonly()`. */
export function toReadonly(node: TypeNode): TypeNode {
  switch (node.kind) {
    case "text":
    case "template":
      return node;
    case "object":
      return { ...node, fields: node.fields.map((field) => ({ ...field, readonly: true })) };
    case "record":
      return { ...node, readonly: true };
    case "array":
      return { ...node, readonly: true };
    case "tuple":
      return toReadonlyTuple(node);
    case "union":
      return { kind: "union", members: node.members.map(toReadonly) };
    case "generic":
      if (node.name === "Map" || node.name === "Set") return { ...node, name: `Readonly${node.name}` };
      return { kind: "generic", name: "Readonly", args: [node] };
    default:
      return { kind: "generic", name: "Readonly", args: [node] };
  }
}

/** zod keeps the positions only for a tuple whose first item is required. */
function toReadonlyTuple(node: TypeNode & { kind: "tuple" }): TypeNode {
  const [head] = node.items;
  if (head !== undefined && !head.optional) return { ...node, readonly: true };
  const members = [...node.items.map((item) => item.type), ...(node.rest === undefined ? [] : [node.rest])];
  return { kind: "array", element: union(members), readonly: true };
}
