/** A shape as a short text. */

import type { ArrayShape, NumberShape, ObjectShape, StringShape, WireShape } from "./wire-shape.ts";

/** Prints a shape: `integer (min 1)`, `"new" | "accepted"`, `Restaurant[]`, `{ id, name? }`. */
export function printShape(shape: WireShape): string {
  const limits = [...limitsOf(shape), ...restrictionsOf(shape)];
  return `${printKind(shape)}${limits.length === 0 ? "" : ` (${limits.join(", ")})`}`;
}

function printKind(shape: WireShape): string {
  switch (shape.type) {
    case "values":
      return shape.values.map((value) => JSON.stringify(value)).join(" | ");
    case "reference":
      return shape.name;
    case "template":
      return `\`${shape.parts.map((part) => (typeof part === "string" ? part : `\${${printShape(part)}}`)).join("")}\``;
    case "object":
      return printObject(shape);
    case "array":
      return `${group(shape.items)}[]`;
    case "tuple": {
      const items = shape.items.map((item) => `${printShape(item)}${item.presence === undefined ? "" : "?"}`);
      return `[${[...items, ...(shape.rest === undefined ? [] : [`...${group(shape.rest)}[]`])].join(", ")}]`;
    }
    case "record":
      return `{ [${printShape(shape.keys)}]: ${printShape(shape.values)} }`;
    case "union":
      return shape.options.map(printShape).join(" | ");
    case "all":
      return shape.of.map(group).join(" & ");
    default:
      return shape.type;
  }
}

function group(shape: WireShape): string {
  const text = printShape(shape);
  return /[ |&]/.test(text) && shape.type !== "object" ? `(${text})` : text;
}

function printObject({ fields, others }: ObjectShape): string {
  const names = Object.entries(fields).map(([name, { presence }]) => `${name}${presence === undefined ? "" : "?"}`);
  const rest = others === undefined || others === "refused" ? [] : [`...${printShape(others)}`];
  const all = [...names, ...rest];
  return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`;
}

function limitsOf(shape: WireShape): readonly string[] {
  switch (shape.type) {
    case "string":
    case "array":
      return [...boundsOf(shape), ...("tests" in shape && shape.tests ? shape.tests : [])];
    case "number":
    case "integer":
      return boundsOf(shape);
    case "object":
      return shape.others === "refused" ? ["strict"] : [];
    default:
      return [];
  }
}

/** The bounds of a number, a text or a list, one text for each: `min 1`, `length at most 10`. */
export function boundsOf(shape: NumberShape | StringShape | ArrayShape): readonly string[] {
  if (shape.type === "string" || shape.type === "array") {
    return words(["length at least", shape.minLength], ["length at most", shape.maxLength]);
  }
  const multiples = (shape.multipleOf ?? []).map((value) => `multiple of ${value}`);
  return [
    ...words(["min", shape.min], ["above", shape.exclusiveMin], ["max", shape.max], ["below", shape.exclusiveMax]),
    ...multiples,
  ];
}

function words(...limits: readonly (readonly [string, number | undefined])[]): readonly string[] {
  return limits.flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]));
}

function restrictionsOf({ codec, refinements }: WireShape): readonly string[] {
  return [
    ...(codec === undefined ? [] : [`as ${codec}`]),
    ...(refinements === undefined ? [] : [`${refinements} refinement${refinements === 1 ? "" : "s"}`]),
  ];
}
