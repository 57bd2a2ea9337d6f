/** Portable schemas: every value has one JSON form that both sides read the same way. */

import {
  type Child,
  childrenOf,
  definitionOf,
  isCodec,
  printPath,
  type Schema,
  type SchemaDefinition,
} from "./schema-node.ts";

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
  const faults: PortabilityFault[] = [];
  const seen = new Set<Schema>();
  visit({ step: "", schema }, at, faults, seen);
  if (faults.length === 0) for (const one of seen) portable.add(one);
  return faults;
}

function visit(child: Child, at: readonly string[], faults: PortabilityFault[], seen: Set<Schema>): void {
  const { schema, step } = child;
  if (seen.has(schema) || portable.has(schema)) return; // recursive, or used twice
  seen.add(schema);
  const path = [...at, step];
  const definition = definitionOf(schema);
  const message = faultOf(definition);
  if (message !== undefined) {
    faults.push({ path: printPath(path), message });
    return;
  }
  for (const below of childrenOf(schema)) {
    const isElement = definition.type === "array" || definition.type === "tuple";
    if (isElement && definitionOf(below.schema).type === "optional") {
      const message = "an array cannot hold undefined; write .nullable(), or leave the element out";
      faults.push({ path: printPath([...path, below.step]), message });
    }
    const named = definition.type === "object" ? nameFault(below) : undefined;
    if (named !== undefined) faults.push({ path: printPath([...path, below.step]), message: named });
    visit(below, path, faults, seen);
  }
}

function faultOf(definition: SchemaDefinition): string | undefined {
  const { type } = definition;
  if (type === "pipe" && !isCodec(definition)) {
    const sides = [definition.in, definition.out].map((side) => definitionOf(side).type);
    return sides.includes("transform") ? advice.transform : undefined;
  }
  if (isCodec(definition) && (isAsync(definition.transform) || isAsync(definition.reverseTransform))) {
    return "an async codec cannot run on the call path; convert in the handler";
  }
  if ("coerce" in definition && definition.coerce === true)
    return "coercion hides what travels; write the schema of the value that callers send";
  if (definition.type === "literal") return literalFault(definition.values);
  if (portableKinds.has(type)) return undefined;
  return advice[type] ?? `the zod kind "${type}" cannot travel; write what it is made of, or a codec`;
}

/** Reading an absent property finds the one that every object inherits. */
function nameFault({ step, schema }: Child): string | undefined {
  if (step === "__proto__") return "__proto__ is never assigned; rename the property";
  if (!(step in Object.prototype) || schema._zod.optin === undefined) return undefined;
  return `every object inherits ${step}, so it cannot be absent; rename the property, or make it required`;
}

function literalFault(values: readonly unknown[]): string | undefined {
  const odd = values.filter((value) => value !== null && !["string", "number", "boolean"].includes(typeof value));
  return odd.length === 0 ? undefined : `a literal must be a string, number, boolean or null, found ${typeof odd[0]}`;
}

function isAsync(value: unknown): boolean {
  return typeof value === "function" && value.constructor.name === "AsyncFunction";
}
