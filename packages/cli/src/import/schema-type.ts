/**
 * The types of schemas as text, for getters: TypeScript cannot infer a schema that refers to itself.
 */

import { type ChainCall, type Expression, settled } from "./expression.ts";

const scalars: Readonly<Record<string, string>> = {
  string: "z.ZodString",
  number: "z.ZodNumber",
  int: "z.ZodInt",
  boolean: "z.ZodBoolean",
  null: "z.ZodNull",
  json: "z.ZodJSONSchema",
  guid: "z.ZodGUID",
  uuid: "z.ZodUUID",
  email: "z.ZodEmail",
  url: "z.ZodURL",
};

const wrappers: Readonly<Record<string, string>> = {
  optional: "z.ZodOptional",
  nullable: "z.ZodNullable",
  default: "z.ZodDefault",
};

/**
 * Returns the type of a schema that refers to one of `later` outside of an inner object, whose
 * properties are getters themselves; `undefined` for any other.
 */
export function printTypeOf(expression: Expression, later: ReadonlySet<string>): string | undefined {
  return refersTo(expression, later) ? typeOf(expression) : undefined;
}

function refersTo(expression: Expression, later: ReadonlySet<string>): boolean {
  const one = settled(expression);
  switch (one.kind) {
    case "reference":
      return later.has(one.component);
    case "array":
      return one.items.some((item) => refersTo(item, later));
    case "chain": {
      const args = one.calls.flatMap((called) => called.args);
      return [...(typeof one.head === "string" ? [] : [one.head]), ...args].some((part) => refersTo(part, later));
    }
    default:
      return false;
  }
}

function typeOf(expression: Expression): string {
  const one = settled(expression);
  if (one.kind === "reference") return `typeof ${one.component}`;
  if (one.kind !== "chain") return "z.ZodType";
  const [first, ...others] = one.calls;
  const head =
    typeof one.head === "string" ? (first === undefined ? "z.ZodType" : typeOfCall(first)) : typeOf(one.head);
  const rest = typeof one.head === "string" ? others : one.calls;
  return rest.reduce((type, { name }) => {
    const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (wrapper !== undefined) return `${wrapper}<${type}>`;
    return name === "extend" ? "z.ZodType" : type;
  }, head);
}

function typeOfCall({ name, args }: ChainCall): string {
  const [first, second] = args.map(settled);
  const scalar = Object.hasOwn(scalars, name) ? scalars[name] : undefined;
  if (scalar !== undefined) return scalar;
  if (name === "array" && first !== undefined) return `z.ZodArray<${typeOf(first)}>`;
  if (name === "record" && first !== undefined && second !== undefined && typeOf(first) === "z.ZodString")
    return `z.ZodRecord<z.ZodString, ${typeOf(second)}>`;
  if (name === "union" && first?.kind === "array") return `z.ZodUnion<[${first.items.map(typeOf).join(", ")}]>`;
  if (name === "xor" && first?.kind === "array") return `z.ZodXor<[${first.items.map(typeOf).join(", ")}]>`;
  if (name === "discriminatedUnion" && second?.kind === "array" && first?.kind === "value")
    return `z.ZodDiscriminatedUnion<[${second.items.map(typeOf).join(", ")}], ${JSON.stringify(first.value)}>`;
  if (name === "intersection" && first !== undefined && second !== undefined)
    return `z.ZodIntersection<${typeOf(first)}, ${typeOf(second)}>`;
  return "z.ZodType";
}

/** The TypeScript type of a schema's values, for a component that refers to itself and is no object. */
export function printValueType(expression: Expression, named: ReadonlySet<string>): string {
  const one = settled(expression);
  if (one.kind === "reference") return named.has(one.component) ? one.component : `z.infer<typeof ${one.component}>`;
  if (one.kind !== "chain") return "unknown";
  const [first, ...others] = one.calls;
  const base =
    typeof one.head !== "string"
      ? printValueType(one.head, named)
      : first === undefined
        ? "unknown"
        : valueTypeOfCall(first, named);
  const rest = typeof one.head !== "string" ? one.calls : others;
  return rest.reduce((type, { name }) => {
    if (name === "optional") return `${type} | undefined`;
    return name === "nullable" ? `${type} | null` : name === "extend" ? "unknown" : type;
  }, base);
}

function valueTypeOfCall({ name, args }: ChainCall, named: ReadonlySet<string>): string {
  const [first, second] = args.map(settled);
  const inner = (part: Expression | undefined): string =>
    part === undefined ? "unknown" : printValueType(part, named);
  const many = (part: Expression | undefined, separator: string): string =>
    part?.kind === "array" ? part.items.map((item) => inner(item)).join(separator) : "unknown";
  switch (name) {
    case "array":
      return `Array<${inner(first)}>`;
    case "record":
      return `{ [key: string]: ${inner(second)} }`;
    case "union":
    case "xor":
      return many(first, " | ");
    case "discriminatedUnion":
      return many(second, " | ");
    case "intersection":
      return `(${inner(first)}) & (${inner(second)})`;
    case "tuple":
      return `[${many(first, ", ")}]`;
    case "literal":
    case "enum":
      return first?.kind === "value"
        ? [first.value]
            .flat()
            .map((one) => JSON.stringify(one))
            .join(" | ")
        : "unknown";
    case "object":
    case "strictObject":
      return first?.kind === "object" ? valueTypeOfFields(first, named) : "unknown";
    case "boolean":
    case "null":
    case "never":
      return name;
    case "json":
      return "z.core.util.JSONType";
    case "number":
    case "int":
    case "int32":
      return "number";
    default:
      return "string";
  }
}

function valueTypeOfFields(object: Extract<Expression, { kind: "object" }>, named: ReadonlySet<string>): string {
  const members = object.entries.map(({ key, value }) => {
    const type = printValueType(value, named);
    return `${JSON.stringify(key)}${type.endsWith("| undefined") ? "?" : ""}: ${type}`;
  });
  return `{ ${members.join("; ")} }`;
}
