/** Types as text: on one line where it fits, otherwise one member per line. */

import type { TypeField, TypeNode } from "../schema/type-node.ts";
import { lineWidth, printDoc, printKey } from "./layout.ts";

/**
 * Prints a type.
 * @param indent the indentation of its first line.
 * @param column the columns already used in that line.
 */
export function printType(node: TypeNode, indent = "", column: number = indent.length): string {
  const flat = printFlat(node);
  if (flat !== undefined && column + flat.length < lineWidth) return flat;
  const deeper = `${indent}  `;
  switch (node.kind) {
    case "object":
      return node.fields.length === 0 ? "{}" : `{\n${printFields(node.fields, deeper)}${indent}}`;
    case "record":
      return `{\n${deeper}${printRecordField(node, deeper)};\n${indent}}`;
    case "array": {
      const element = printType(node.element, indent, column);
      const elementText = isCompound(node.element) ? `(${element})` : element;
      return `${node.readonly ? "readonly " : ""}${elementText}[]`;
    }
    case "tuple": {
      const items = node.items.map((item) => printItem(item, printType(item.type, deeper)));
      if (node.rest !== undefined) items.push(`...${printRest(node.rest, printType(node.rest, deeper))}`);
      return `${node.readonly ? "readonly " : ""}[\n${items.map((item) => `${deeper}${item},\n`).join("")}${indent}]`;
    }
    case "union":
      return node.members.map((member) => `\n${deeper}| ${printOperand(member, deeper)}`).join("");
    case "intersection":
      return node.members.map((member) => printOperand(member, indent)).join(" & ");
    case "generic":
      return `${node.name}<${node.args.map((arg) => printType(arg, indent, column + node.name.length + 1)).join(", ")}>`;
    default:
      return printFlat(node) ?? "never";
  }
}

/** Prints the properties of an interface or an object type, each on separate lines. */
export function printFields(fields: readonly TypeField[], indent: string): string {
  return fields
    .map((field) => {
      const name = `${field.readonly ? "readonly " : ""}${printKey(field.name)}${field.optional ? "?" : ""}: `;
      const type = printType(field.type, indent, indent.length + name.length);
      return `${printDoc(field.doc, indent)}${indent}${joinType(name, type)};\n`;
    })
    .join("");
}

/** Appends a type to its beginning; a type that begins with a line break needs no space. */
export function joinType(before: string, type: string): string {
  return type.startsWith("\n") ? `${before.trimEnd()}${type}` : `${before}${type}`;
}

/**
 * The type on one line; `undefined` if a part of it has documentation and so needs several lines.
 */
function printFlat(node: TypeNode): string | undefined {
  switch (node.kind) {
    case "text":
      return node.text;
    case "reference":
      return node.name;
    case "object": {
      if (node.fields.some((field) => field.doc.length > 0)) return undefined;
      const inner = printEach(
        node.fields,
        (type, { name, optional, readonly }) =>
          `${readonly ? "readonly " : ""}${printKey(name)}${optional ? "?" : ""}: ${type}`,
      );
      return inner && (inner.length === 0 ? "{}" : `{ ${inner.join("; ")} }`);
    }
    case "record": {
      const value = printFlat(node.value);
      return value && `{ ${printRecordKey(node)}: ${value} }`;
    }
    case "array": {
      const element = printFlat(node.element);
      return element && `${node.readonly ? "readonly " : ""}${isCompound(node.element) ? `(${element})` : element}[]`;
    }
    case "tuple": {
      const items = printEach(node.items, (type, item) => printItem(item, type));
      if (items === undefined) return undefined;
      if (node.rest !== undefined) {
        const rest = printFlat(node.rest);
        if (rest === undefined) return undefined;
        items.push(`...${printRest(node.rest, rest)}`);
      }
      return `${node.readonly ? "readonly " : ""}[${items.join(", ")}]`;
    }
    case "union":
      return printAll(node.members)?.join(" | ");
    case "intersection":
      return printAll(node.members)
        ?.map((member, index) => (node.members[index]?.kind === "union" ? `(${member})` : member))
        .join(" & ");
    case "template":
      return `\`${node.parts.map((part) => (typeof part === "string" ? escapeTemplate(part) : `\${${printFlat(part)}}`)).join("")}\``;
    case "generic": {
      const args = printAll(node.args);
      return args && `${node.name}<${args.join(", ")}>`;
    }
  }
}

function printAll(nodes: readonly TypeNode[]): string[] | undefined {
  return printEach(
    nodes.map((type) => ({ type })),
    (type) => type,
  );
}

/** Prints the parts of a type; `undefined` if one of them needs several lines. */
function printEach<Part extends { readonly type: TypeNode }>(
  parts: readonly Part[],
  print: (type: string, part: Part) => string,
): string[] | undefined {
  const texts: string[] = [];
  for (const part of parts) {
    const flat = printFlat(part.type);
    if (flat === undefined) return undefined;
    texts.push(print(flat, part));
  }
  return texts;
}

type RecordNode = TypeNode & { kind: "record" };

function printRecordKey(node: RecordNode): string {
  const key = printFlat(node.key) ?? "string";
  const isWord = key === "string" || key === "number";
  const mapped = isWord && !node.optional ? `[key: ${key}]` : `[key in ${key}]`;
  return `${node.readonly ? "readonly " : ""}${mapped}${node.optional ? "?" : ""}`;
}

function printRecordField(node: RecordNode, indent: string): string {
  const key = printRecordKey(node);
  return joinType(`${key}: `, printType(node.value, indent, indent.length + key.length + 2));
}

function printItem(item: { readonly type: TypeNode; readonly optional: boolean }, type: string): string {
  if (!item.optional) return type;
  return isCompound(item.type) ? `(${type})?` : `${type}?`;
}

function printRest(rest: TypeNode, type: string): string {
  return isCompound(rest) ? `(${type})[]` : `${type}[]`;
}

/** A member of a union or intersection laid out over several lines. */
function printOperand(member: TypeNode, indent: string): string {
  const printed = printType(member, indent, indent.length + 2);
  return member.kind === "union" ? `(${printed})` : printed;
}

/** Detects types that need parentheses before `[]`. */
function isCompound(node: TypeNode): boolean {
  if (node.kind === "array" || node.kind === "tuple") return node.readonly;
  // The text of `tsType` may contain any type.
  return node.kind === "union" || node.kind === "intersection" || (node.kind === "text" && /[ |&]/.test(node.text));
}

function escapeTemplate(part: string): string {
  return part.replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`);
}
