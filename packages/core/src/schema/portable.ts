/** Portable schemas: every value has one JSON form that both sides read the same way. */

import type { z } from "zod";
import { admitsUndefined, readDefault } from "./absence.ts";
import { findBrokenPart, isChildSchema } from "./broken-schema.ts";
import { findLostAbsence } from "./lost-absence.ts";
import { findMergeConflict } from "./merge-conflict.ts";
import { findAsyncFault } from "./promise-guard.ts";
import {
  type Child,
  childrenOf,
  definitionOf,
  isCodec,
  printPath,
  type Schema,
  type SchemaDefinition,
} from "./schema-node.ts";
import { findOverlap } from "./union-overlap.ts";

/** A schema that cannot travel: its path in the contract, the reason, and what to write instead. */
export interface PortabilityFault {
  readonly path: string;
  readonly message: string;
}

const portableKinds: ReadonlySet<string> = new Set([
  "string",
  "number",
  "boolean",
  "null",
  "literal",
  "enum",
  "template_literal",
  "never",
  "object",
  "array",
  "tuple",
  "record",
  "union",
  "intersection",
  "optional",
  "nullable",
  "default",
  "nonoptional",
  "readonly",
  "lazy",
  "pipe",
]);

const advice: Readonly<Record<string, string>> = {
  date: "a date has no JSON form; write isoDateTime()",
  bigint: "a bigint has no JSON form; write bigintText()",
  map: "a Map has no JSON form; write z.record() or an array of pairs, or a codec",
  set: "a Set has no JSON form; write z.array(), or a codec",
  file: "a file has no JSON form; write base64() for small contents",
  custom: "a custom schema does not describe the value's form; write what it is made of, or a codec",
  function: "a function cannot travel",
  promise: "a promise cannot travel; write the schema of the value it settles with",
  symbol: "a symbol cannot travel",
  undefined:
    "undefined has no JSON form; write .optional() on the property, or leave out the output for a void operation",
  void: "leave out the output for a void operation",
  nan: "NaN has no JSON form",
  any: "any lets objects through by reference and hides what travels; write z.json()",
  unknown: "unknown lets objects through by reference and hides what travels; write z.json()",
  transform: "a transform has one direction only; write z.codec(wire, domain, { decode, encode })",
  success: "z.success() has one direction only",
  catch: "catch() replaces bad values in silence and has one direction only; write .default() or .optional()",
  prefault: "prefault() has one direction only; write .default()",
};

/** Schemas found portable with all below them; those shared by many operations are walked once. */
const portable = new WeakSet<Schema>();

/**
 * Lists every part of a schema that cannot travel, with its path below `at`; empty if it is
 * portable.
 */
export function findPortabilityFaults(schema: Schema, at: readonly string[]): readonly PortabilityFault[] {
  const walk: Walk = { faults: [], seen: new Set() };
  visit({ step: "", schema }, at, walk);
  if (walk.faults.length === 0) for (const one of walk.seen) portable.add(one);
  return walk.faults;
}

interface Walk {
  readonly faults: PortabilityFault[];
  readonly seen: Set<Schema>;
}

function visit({ schema, step }: Child, at: readonly string[], walk: Walk): void {
  if (walk.seen.has(schema) || portable.has(schema)) return; // recursive, or used twice
  walk.seen.add(schema);
  const path = [...at, step];
  const own = faultOf(schema);
  if (own !== undefined) {
    walk.faults.push({ path: printPath(path), message: own });
    return;
  }
  const before = walk.faults.length;
  for (const child of childrenOf(schema)) {
    const message = isChildSchema(child)
      ? positionFault(schema, child)
      : "expected a zod schema; a lazy one is returned by its getter";
    if (message !== undefined) walk.faults.push({ path: printPath([...path, child.step]), message });
    if (isChildSchema(child)) visit(child, path, walk);
  }
  const definition = definitionOf(schema);
  const lost = walk.faults.length === before ? findLostAbsence(schema) : undefined;
  if (lost !== undefined) walk.faults.push({ path: printPath(path), message: lost });
  // What a codec converts to never crosses, but its checks run with each call.
  if (isCodec(definition)) visitDomain(definition.out, path, walk);
  if (definition.type === "intersection" && walk.faults.length === before) {
    const message = findMergeConflict(definition);
    if (message !== undefined) walk.faults.push({ path: printPath(path), message });
  }
  if (definition.type === "union" && walk.faults.length === before) {
    const message = findOverlap(schema, definition);
    if (message !== undefined) walk.faults.push({ path: printPath(path), message });
  }
}

function visitDomain(schema: Schema, path: readonly string[], walk: Walk, seen: Set<Schema> = new Set()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const message = findAsyncFault(schema);
  if (message !== undefined) walk.faults.push({ path: printPath(path), message });
  for (const child of childrenOf(schema)) visitDomain(child.schema, path, walk, seen);
}

/** The fault of a schema by itself. */
function faultOf(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  const { type } = definition;
  if (type === "pipe" && !isCodec(definition)) {
    const sides = [definition.in, definition.out].map((side) => definitionOf(side).type);
    if (sides.includes("transform")) return advice.transform;
  }
  if ("coerce" in definition && definition.coerce === true)
    return "coercion hides what travels; write the schema of the value that callers send";
  if (!portableKinds.has(type))
    return advice[type] ?? `the zod kind "${type}" cannot travel; write what it is made of, or a codec`;
  return findBrokenPart(schema) ?? findAsyncFault(schema) ?? kindFault(definition);
}

function kindFault(definition: SchemaDefinition): string | undefined {
  switch (definition.type) {
    case "literal":
      return valueFault("a literal", definition.values);
    case "enum":
      return valueFault("a value of an enum", Object.values(definition.entries));
    case "object":
      return Object.getOwnPropertySymbols(definition.shape).length === 0
        ? undefined
        : "a symbol cannot name a property in JSON; name it by a text";
    case "record":
      return recordFault(definition);
    case "default":
      return defaultFault(readDefault(definition));
    default:
      return undefined;
  }
}

/** The fault of a schema in its position below another. */
function positionFault(schema: Schema, child: Child): string | undefined {
  const { type } = definitionOf(schema);
  if (type === "object") return nameFault(child);
  if (type === "array" || type === "tuple")
    return admitsUndefined(child.schema)
      ? "an array cannot hold undefined; write .nullable(), or leave the element out"
      : undefined;
  if (type === "record" && admitsUndefined(child.schema))
    return "a record cannot hold undefined; write .nullable(), or leave the key out (z.partialRecord() for listed keys)";
  return undefined;
}

/** Reading an absent property finds the one that every object inherits. */
function nameFault({ step, schema }: Child): string | undefined {
  if (step === "__proto__") return "__proto__ is never assigned; rename the property";
  if (!(step in Object.prototype) || schema._zod.optin === undefined) return undefined;
  return `every object inherits ${step}, so it cannot be absent; rename the property, or make it required`;
}

function valueFault(what: string, values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (value === null || typeof value === "string" || typeof value === "boolean") continue;
    if (typeof value !== "number") return `${what} must be a string, number, boolean or null, found ${typeof value}`;
    if (Object.is(value, -0)) return `${what} cannot be -0, which JSON reads as 0; write 0`;
    if (!Number.isFinite(value)) return `${what} must be a number that JSON has, found ${value}; write a text`;
  }
  return undefined;
}

function recordFault({ keyType, mode }: z.core.$ZodRecordDef): string | undefined {
  if (mode === "loose")
    return "a loose record lets the values of other keys through by reference; write z.record(), or z.object().catchall()";
  const key = definitionOf(keyType);
  if (!isCodec(key) || !oddKeys.has(definitionOf(key.out).type)) return undefined;
  return "the keys of a record are texts in code, too; write a key without a codec, or an array of pairs";
}

/** The kinds of domain values that no key is. */
const oddKeys: ReadonlySet<string> = new Set(["date", "bigint", "custom", "boolean", "object", "array", "map", "set"]);

function defaultFault(value: unknown): string | undefined {
  if (value instanceof Promise) {
    value.catch(() => {}); // it was made here, and only looked at
    return "a default cannot be a promise; write a default that is there at once";
  }
  if (value === undefined) return "a default cannot be undefined; write .optional() alone";
  return typeof value === "function" || typeof value === "symbol" ? `a default cannot be a ${typeof value}` : undefined;
}
