/** Reads the TypeScript type of a zod schema's domain side, equal to the one that zod infers. */

import { definitionOf, findNamed, isCodec, metaOf, printPath, type Schema } from "@seamline/core/internal";
import { isJsonValue, isOptional, type View } from "@seamline/core/openapi";
import { z } from "zod";
import { describeField } from "./describe-schema.ts";
import { type TypeField, type TypeNode, text, toReadonly, union, withoutUndefined } from "./type-node.ts";

/** The parts of the contract that the reader uses. */
export interface TypeScope {
  /** The name of a named schema's declaration for a view. */
  nameOf(named: Schema, view: View): string;
  /** Called if a schema needs the type `JsonValue`. */
  useJsonValue(): void;
  /** Called for every schema without a type, with its position. */
  addFault(fault: string): void;
}

const words: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  null: "null",
  never: "never",
  // behind codecs only:
  bigint: "bigint",
  date: "Date",
  undefined: "undefined",
  void: "void",
  nan: "number",
  symbol: "symbol",
  unknown: "unknown",
  any: "any",
  success: "boolean",
};

/** Reads types in one scope. */
export interface TypeReader {
  /** The type of a schema; a named one is a reference. */
  read(schema: Schema, view: View, path: readonly string[]): TypeNode;
  /** The type in a named schema's declaration. */
  readBody(named: Schema, view: View, path: readonly string[]): TypeNode;
}

/** Creates a reader. */
export function createTypeReader(scope: TypeScope): TypeReader {
  const open = new Set<Schema>();

  const read = (schema: Schema, view: View, path: readonly string[]): TypeNode => {
    const named = findNamed(schema);
    if (named !== undefined) return { kind: "reference", name: scope.nameOf(named, view) };
    return readBody(schema, view, path);
  };

  const readBody = (schema: Schema, view: View, path: readonly string[]): TypeNode => {
    const { tsType } = metaOf(schema);
    if (typeof tsType === "string") return text(tsType);
    if (open.has(schema)) {
      scope.addFault(`${printPath(path)}: a schema that contains itself needs a name; add .meta({ id: "…" }) to it`);
      return text("unknown");
    }
    open.add(schema);
    const node = readKind(schema, view, path);
    open.delete(schema);
    return node;
  };

  const readKind = (schema: Schema, view: View, path: readonly string[]): TypeNode => {
    const definition = definitionOf(schema);
    const inner = (one: Schema, step = "", side = view): TypeNode => read(one, side, [...path, step]);
    const word = words[definition.type];
    if (word !== undefined) return text(word);
    switch (definition.type) {
      case "literal":
        return union(definition.values.map((value) => text(printLiteral(value))));
      case "enum":
        return union(z.util.getEnumValues(definition.entries).map((value) => text(JSON.stringify(value))));
      case "template_literal":
        return { kind: "template", parts: definition.parts.map((part) => readPart(part, view, path)) };
      case "object":
        return readObject(definition, view, path);
      case "array":
        return { kind: "array", element: inner(definition.element, "[]"), readonly: false };
      case "tuple":
        return readTuple(definition, view, path);
      case "record":
        return {
          kind: "record",
          key: inner(definition.keyType, "*"),
          value: inner(definition.valueType, "*"),
          optional: definition.partial === true || (view === "given" && isOptional(definition.valueType, view)),
          readonly: false,
        };
      case "map":
        return {
          kind: "generic",
          name: "Map",
          args: [inner(definition.keyType, "*"), inner(definition.valueType, "*")],
        };
      case "set":
        return { kind: "generic", name: "Set", args: [inner(definition.valueType, "*")] };
      case "union":
        return union(definition.options.map((option) => inner(option)));
      case "intersection":
        return { kind: "intersection", members: [inner(definition.left), inner(definition.right)] };
      case "optional":
        return isExactOptional(schema)
          ? inner(definition.innerType)
          : union([inner(definition.innerType), text("undefined")]);
      case "nullable":
        return union([inner(definition.innerType), text("null")]);
      case "default":
      case "prefault":
        if (view === "given") return union([inner(definition.innerType), text("undefined")]);
        return definition.type === "default"
          ? withoutUndefined(inner(definition.innerType))
          : inner(definition.innerType);
      case "nonoptional":
        return withoutUndefined(inner(definition.innerType));
      case "readonly":
        return toReadonly(inner(definition.innerType));
      case "catch":
        return inner(definition.innerType);
      case "lazy":
        if (!isJsonValue(schema)) return inner(definition.getter());
        scope.useJsonValue();
        return { kind: "reference", name: "JsonValue" };
      case "pipe":
        if (isCodec(definition)) return inner(definition.out, "", "received");
        return inner(view === "given" ? definition.in : definition.out);
      default:
        scope.addFault(
          `${printPath(path)}: expected a zod kind with a TypeScript type, found "${definition.type}"; add .meta({ tsType: "…" }) with the name of a global type`,
        );
        return text("unknown");
    }
  };

  const readObject = (definition: z.core.$ZodObjectDef, view: View, path: readonly string[]): TypeNode => {
    const fields = Object.entries(definition.shape).map(
      ([name, field]): TypeField => ({
        name,
        type: read(field, view, [...path, name]),
        optional: isOptional(field, view),
        readonly: false,
        doc: describeField(field),
      }),
    );
    const { catchall } = definition;
    if (catchall === undefined || definitionOf(catchall).type === "never") {
      return fields.length === 0
        ? { kind: "generic", name: "Record", args: [text("string"), text("never")] }
        : { kind: "object", fields };
    }
    const value = read(catchall, view, [...path, "*"]);
    const record: TypeNode = { kind: "record", key: text("string"), value, optional: false, readonly: false };
    if (fields.length === 0) return record;
    // TypeScript does not allow a property of another type beside an index signature, though the
    // type exists.
    return {
      kind: "generic",
      name: "Flat",
      args: [{ kind: "intersection", members: [{ kind: "object", fields }, record] }],
    };
  };

  const readTuple = (definition: z.core.$ZodTupleDef, view: View, path: readonly string[]): TypeNode => {
    const { items } = definition;
    const lastRequired = items.findLastIndex((item) => !isOptional(item, view));
    return {
      kind: "tuple",
      items: items.map((item, index) => ({
        type: read(item, view, [...path, `[${index}]`]),
        optional: index > lastRequired,
      })),
      rest: definition.rest ? read(definition.rest, view, [...path, "[]"]) : undefined,
      readonly: false,
    };
  };

  const readPart = (part: z.core.$ZodTemplateLiteralPart, view: View, path: readonly string[]): string | TypeNode => {
    if (typeof part === "object" && part !== null) return read(part, view, path);
    return part === undefined ? "" : String(part);
  };

  return { read, readBody };
}

function printLiteral(value: unknown): string {
  return typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? "undefined");
}

function isExactOptional(schema: Schema): boolean {
  return schema._zod.traits.has("$ZodExactOptional");
}
