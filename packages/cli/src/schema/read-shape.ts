/** From a zod schema to the shape of its wire values. */

import { definitionOf, isCodec, metaOf, type Schema, type SchemaDefinition } from "@seamline/core/internal";
import { printDefault } from "./default-value.ts";
import { findNamed, idOf } from "./named-schemas.ts";
import { checksOf, readLength, readNumber, readRestrictions, readTests } from "./read-checks.ts";
import { isJsonValue } from "./read-type.ts";
import type { FieldShape, Json, NamedShapes, ObjectShape, Restrictions, WireShape } from "./wire-shape.ts";

/** Reads shapes, and gathers those that are referred to. */
export interface ShapeReader {
  read(schema: Schema): WireShape;
  /** Everything that what was read refers to, by name. */
  readonly named: NamedShapes;
}

/** The parts of zod's definitions that only shapes need. */
interface ShapeDefinition extends SchemaDefinition {
  readonly parts?: readonly unknown[];
  readonly partial?: boolean;
  readonly mode?: string;
  readonly inclusive?: boolean;
}

/** Makes a reader for the schemas of one contract. Named schemas and those that contain themselves are written once. */
export function createShapeReader(): ShapeReader {
  const named: Record<string, WireShape> = {};
  const names = new Map<Schema, string>();
  const open = new Set<Schema>();

  const nameOf = (schema: Schema): string => {
    const name = names.get(schema) ?? freeName(schema);
    names.set(schema, name);
    return name;
  };
  /** Two schemas of one id may differ where only the wire side has one of them: the second gets a number. */
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
    // Met inside itself: it is written once, under the name that it was referred to by.
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
    const definition = definitionOf(schema) as ShapeDefinition;
    const inner = (one: Schema | null | undefined): WireShape => (one ? read(one) : { type: "never" });
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
        return { type: "values", values: (definition.values ?? []) as readonly Json[] };
      case "enum":
        return { type: "values", values: enumValues(definition) };
      case "template_literal":
        return { type: "template", parts: (definition.parts ?? []).map(readPart) };
      case "object":
        return readObject(definition);
      case "array":
        return { type: "array", items: inner(definition.element), ...readLength(checks) };
      case "tuple":
        return {
          type: "tuple",
          items: (definition.items ?? []).map(readField),
          ...(definition.rest ? { rest: read(definition.rest) } : {}),
        };
      case "record":
        return readRecord(definition);
      case "union":
        return {
          type: "union",
          options: (definition.options ?? []).map(read),
          ...(definition.discriminator !== undefined && { discriminator: definition.discriminator }),
          ...(definition.inclusive === false && definition.discriminator === undefined && { exclusive: true as const }),
        };
      case "intersection":
        return { type: "all", of: [inner(definition.left), inner(definition.right)] };
      case "nullable":
        return { type: "union", options: [inner(definition.innerType), { type: "null" }] };
      case "lazy":
        // zod keeps what the getter made; calling it again may make another.
        return isJsonValue(schema) ? { type: "json" } : inner((schema._zod as { innerType?: Schema }).innerType);
      case "pipe":
        return isCodec(definition)
          ? readCodec(definition, inner(definition.in))
          : { type: "all", of: [inner(definition.in), inner(definition.out)] };
      default:
        return inner(definition.innerType);
    }
  };

  const readObject = ({ shape, catchall }: ShapeDefinition): ObjectShape => {
    const fields = Object.fromEntries(Object.entries(shape ?? {}).map(([name, field]) => [name, readField(field)]));
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

  /** With known keys it is an object that refuses others, and says so; the names then are compared one by one. */
  const readRecord = ({ keyType, valueType, partial, mode }: ShapeDefinition): WireShape => {
    const keys: WireShape = keyType === undefined ? { type: "never" } : read(keyType);
    if (valueType === undefined) return { type: "never" };
    if (keys.type === "values" && keys.refinements === undefined && mode !== "loose") {
      const field = readField(valueType);
      const shown: FieldShape = partial === true ? { ...read(valueType), presence: "optional" } : field;
      const fields = Object.fromEntries(keys.values.map((key) => [String(key), shown]));
      return { type: "object", fields, others: "refused" };
    }
    return { type: "record", keys, values: read(valueType), ...(mode === "loose" && { loose: true as const }) };
  };

  const readPart = (part: unknown): string | WireShape =>
    typeof part === "object" && part !== null ? read(part as Schema) : String(part ?? "");

  return { read, named };
}

/** The schema that the wrappers around it do not change on the wire; whether it may be missing is read from the outermost. */
function unwrap(schema: Schema): Schema {
  const definition = definitionOf(schema);
  const passes = ["optional", "default", "readonly", "nonoptional"].includes(definition.type);
  if (passes && definition.innerType !== undefined && (definition.checks ?? []).length === 0) {
    return unwrap(definition.innerType);
  }
  const { parent } = schema._zod;
  // A description makes a copy: the schema it was made from is the same on the wire.
  const isCopy = parent !== undefined && checksOf(parent).length === checksOf(schema).length;
  return isCopy && findNamed(schema) !== schema ? unwrap(parent) : schema;
}

function findDefault(schema: Schema): string | undefined {
  for (let one: Schema | undefined = schema; one !== undefined; one = definitionOf(one).innerType) {
    if (definitionOf(one).type === "default") return printDefault(one);
  }
  return undefined;
}

/** A codec may refuse what its wire schema admits, so it counts, and what code sees is told apart. */
function readCodec({ out }: ShapeDefinition, wire: WireShape): WireShape {
  const behind = out === undefined ? [] : checksOf(out).filter((check) => check.check !== "overwrite");
  const { tsType } = out === undefined ? {} : metaOf(out);
  const kind = out === undefined ? "unknown" : definitionOf(out).type;
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

/** The values of a TypeScript enum's object stand in it twice, once as keys. */
function enumValues({ entries = {} }: SchemaDefinition): readonly (string | number)[] {
  const numbers = new Set(Object.values(entries).filter((value) => typeof value === "number"));
  return [...new Set(Object.entries(entries).flatMap(([key, value]) => (numbers.has(Number(key)) ? [] : [value])))];
}
