/** Reads the shape of wire values from a zod schema. */

import {
  checksOf,
  childrenOf,
  definitionOf,
  findNamed,
  innerOf,
  isCodec,
  metaOf,
  type Schema,
} from "@seamline/core/internal";
import { idOf, isJsonValue, printDefault } from "@seamline/core/openapi";
import { z } from "zod";
import { readLength, readNumber, readRestrictions, readTests } from "./read-checks.ts";
import type { FieldShape, NamedShapes, ObjectShape, Restrictions, WireShape } from "./wire-shape.ts";

/** Reads shapes, and collects the referenced ones. */
export interface ShapeReader {
  read(schema: Schema): WireShape;
  /** All shapes that the read ones refer to, by name. */
  readonly named: NamedShapes;
}

/**
 * Creates a reader for the schemas of one contract. Named and recursive schemas are written once.
 */
export function createShapeReader(): ShapeReader {
  const named: Record<string, WireShape> = {};
  const names = new Map<Schema, string>();
  const open = new Set<Schema>();

  const nameOf = (schema: Schema): string => {
    const name = names.get(schema) ?? freeName(schema);
    names.set(schema, name);
    return name;
  };
  /**
   * A free name. Two schemas of one id may differ if one of them is on the wire side only: the
   * second gets a number.
   */
  const freeName = (schema: Schema): string => {
    const id = findNamed(schema) === schema ? idOf(schema) : "Recursive";
    const taken = new Set(names.values());
    if (!taken.has(id) && id !== "Recursive") return id;
    let number = id === "Recursive" ? 1 : 2;
    while (taken.has(`${id}${number}`)) number += 1;
    return `${id}${number}`;
  };

  const read = (schema: Schema): WireShape => {
    const one = unwrap(schema);
    const isNamed = findNamed(one) === one;
    if (names.has(one) || isNamed || open.has(one)) {
      const name = nameOf(one);
      if (named[name] === undefined && !open.has(one)) named[name] = readBody(one);
      return { type: "reference", name };
    }
    const body = readBody(one);
    // A recursive schema is written once, under the name by which it was referenced.
    const name = names.get(one);
    if (name === undefined) return body;
    named[name] = body;
    return { type: "reference", name };
  };

  const readBody = (schema: Schema): WireShape => {
    open.add(schema);
    const checks = checksOf(schema);
    const shape = readKind(schema);
    open.delete(schema);
    return { ...shape, ...mergeRestrictions(shape, readRestrictions(checks)) } as WireShape;
  };

  const readKind = (schema: Schema): WireShape => {
    const definition = definitionOf(schema);
    const checks = checksOf(schema);
    switch (definition.type) {
      case "string":
        return { type: "string", ...readLength(checks), ...readTests(checks) };
      case "number":
        return readNumber(checks);
      case "boolean":
      case "null":
      case "never":
        return { type: definition.type };
      case "literal":
        return { type: "values", values: definition.values.filter(isJson) };
      case "enum":
        return { type: "values", values: [...new Set(z.util.getEnumValues(definition.entries))] };
      case "template_literal":
        return { type: "template", parts: definition.parts.map(readPart) };
      case "object":
        return readObject(definition);
      case "array":
        return { type: "array", items: read(definition.element), ...readLength(checks) };
      case "tuple":
        return {
          type: "tuple",
          items: definition.items.map(readField),
          ...(definition.rest ? { rest: read(definition.rest) } : {}),
        };
      case "record":
        return readRecord(definition);
      case "union": {
        const discriminator = "discriminator" in definition ? String(definition.discriminator) : undefined;
        return {
          type: "union",
          options: definition.options.map(read),
          ...(discriminator === undefined
            ? definition.inclusive === false && { exclusive: true as const }
            : { discriminator }),
        };
      }
      case "intersection":
        return { type: "all", of: [read(definition.left), read(definition.right)] };
      case "nullable":
        return { type: "union", options: [read(definition.innerType), { type: "null" }] };
      case "lazy":
        return isJsonValue(schema) ? { type: "json" } : readInner(schema);
      case "pipe":
        return isCodec(definition)
          ? readCodec(definition.out, read(definition.in))
          : { type: "all", of: [read(definition.in), read(definition.out)] };
      default:
        return readInner(schema);
    }
  };

  const readInner = (schema: Schema): WireShape => {
    const [inner] = childrenOf(schema);
    return inner === undefined ? { type: "never" } : read(inner.schema);
  };

  const readObject = ({ shape, catchall }: z.core.$ZodObjectDef): ObjectShape => {
    const fields = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, readField(field)]));
    if (catchall === undefined) return { type: "object", fields };
    const others = definitionOf(catchall).type === "never" ? "refused" : read(catchall);
    return { type: "object", fields, others };
  };

  const readField = (schema: Schema): FieldShape => {
    const shape = read(schema);
    const { optin, optout } = schema._zod;
    if (optin === undefined) return shape;
    if (optin === "optional" || optout === "optional") return { ...shape, presence: "optional" };
    const value = findDefault(schema);
    return { ...shape, presence: "default", ...(value === undefined ? {} : { default: value }) };
  };

  /**
   * Reads a record. With known keys it is an object that refuses others, so that names are compared
   * one by one.
   */
  const readRecord = ({ keyType, valueType, partial }: z.core.$ZodRecordDef): WireShape => {
    const keys = read(keyType);
    if (keys.type === "values" && keys.refinements === undefined) {
      const field = readField(valueType);
      const shown: FieldShape = partial === true ? { ...read(valueType), presence: "optional" } : field;
      const fields = Object.fromEntries(keys.values.map((key) => [String(key), shown]));
      return { type: "object", fields, others: "refused" };
    }
    return { type: "record", keys, values: read(valueType) };
  };

  const readPart = (part: z.core.$ZodTemplateLiteralPart): string | WireShape =>
    typeof part === "object" && part !== null ? read(part) : String(part ?? "");

  return { read, named };
}

/**
 * The schema inside wrappers that do not change the wire form. Its optionality is read from the
 * outermost wrapper.
 */
function unwrap(schema: Schema): Schema {
  const definition = definitionOf(schema);
  const passes = ["optional", "default", "readonly", "nonoptional"].includes(definition.type);
  const inner = innerOf(definition);
  if (passes && inner !== undefined && (definition.checks ?? []).length === 0) return unwrap(inner);
  const { parent } = schema._zod;
  // A description makes a copy, whose original has the same wire form.
  const isCopy = parent !== undefined && checksOf(parent).length === checksOf(schema).length;
  return isCopy && findNamed(schema) !== schema ? unwrap(parent) : schema;
}

function findDefault(schema: Schema): string | undefined {
  for (let one: Schema | undefined = schema; one !== undefined; one = innerOf(definitionOf(one))) {
    if (definitionOf(one).type === "default") return printDefault(one);
  }
  return undefined;
}

/**
 * Reads a codec. It may refuse values that its wire schema accepts, so it is part of the shape,
 * with its domain type.
 */
function readCodec(domain: Schema, wire: WireShape): WireShape {
  const behind = checksOf(domain).filter((check) => check.check !== "overwrite");
  const { tsType } = metaOf(domain);
  const kind = definitionOf(domain).type;
  const codec = [wire.codec, typeof tsType === "string" ? `${kind} ${tsType}` : kind];
  const added = kind === "custom" ? behind.length - 1 : behind.length; // z.instanceof() is a check itself
  const refinements = (wire.refinements ?? 0) + Math.max(0, added);
  return {
    ...wire,
    codec: codec.filter((one) => one !== undefined).join(", "),
    ...(refinements > 0 && { refinements }),
  };
}

function mergeRestrictions(shape: WireShape, own: Restrictions): Restrictions {
  const refinements = (shape.refinements ?? 0) + (own.refinements ?? 0);
  const order = [...(shape.order ?? []), ...(own.order ?? [])];
  return { ...(refinements > 0 && { refinements }), ...(order.length > 0 && { order }) };
}

/** Literals of other types have no wire form, and no contract has them. */
function isJson(value: z.core.util.Literal): value is null | boolean | number | string {
  return value === null || ["boolean", "number", "string"].includes(typeof value);
}
