/**
 * An upper bound of a wire value's bytes as JSON. The size caps hold on every transport; measuring
 * exactly would cost an in-process call a full serialisation, so a bound settles all but the
 * largest values. It is computed by code generated from the schema: reading properties by name
 * through closures would cost more than the compiled parse itself. Where evaluating code is
 * refused, the same bound is computed by walking the value.
 */

import { countBytes } from "../platform/bytes.ts";
import { childrenOf, definitionOf, type Schema } from "./schema-node.ts";

/** An upper bound of the JSON size of a value, in bytes. */
export type SizeBound = (value: unknown) => number;

/** A code unit takes at most six bytes (`\u0000`), and a string two quotes. */
const perCodeUnit = 6;
/** The most that a number, boolean or null takes. */
const perScalar = 25;

/** The exact size of a wire value as JSON, in bytes. */
export function measureJson(value: unknown): number {
  return value === undefined ? 0 : countBytes(JSON.stringify(value));
}

/** Compiles the bound of a schema's values. */
export function compileSizeBound(schema: Schema): SizeBound {
  const { fixed, code } = emit(schema, "value", { names: 0, open: new Set() });
  if (code === "") return () => fixed;
  const body = `return (value) => { let size = ${fixed}; ${code} return size; };`;
  try {
    return new Function("boundOfAny", body)(boundOfAny) as SizeBound;
  } catch {
    return boundOfAny; // evaluating code is refused here
  }
}

/**
 * The bytes that every value of a schema takes, and statements that add the variable part to
 * `size`.
 */
interface Emitted {
  readonly fixed: number;
  readonly code: string;
}

interface Emitting {
  names: number;
  readonly open: Set<Schema>;
}

function emit(schema: Schema, value: string, emitting: Emitting): Emitted {
  if (emitting.open.has(schema)) return emitAny(value);
  emitting.open.add(schema);
  const emitted = emitKind(schema, value, emitting);
  emitting.open.delete(schema);
  return emitted;
}

function emitKind(schema: Schema, value: string, emitting: Emitting): Emitted {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "number":
    case "boolean":
    case "null":
    case "never":
      return { fixed: perScalar, code: "" };
    case "literal":
      return { fixed: largestOf(definition.values), code: "" };
    case "enum":
      return { fixed: largestOf(Object.values(definition.entries)), code: "" };
    case "string":
    case "template_literal":
      return { fixed: perScalar, code: `if (typeof ${value} === "string") size += ${value}.length * ${perCodeUnit};` };
    case "array":
      return emitArray(definition.element, value, emitting);
    case "object":
      return definition.catchall ? emitAny(value) : emitObject(definition.shape, value, emitting);
    case "optional":
    case "nullable":
    case "default":
    case "nonoptional":
    case "readonly":
    case "lazy":
    case "pipe": {
      const [child] = childrenOf(schema);
      return child === undefined ? emitAny(value) : emit(child.schema, value, emitting);
    }
    default:
      return emitAny(value);
  }
}

function emitAny(value: string): Emitted {
  return { fixed: 0, code: `size += boundOfAny(${value});` };
}

function emitArray(element: Schema, value: string, emitting: Emitting): Emitted {
  const item = nameIn(emitting);
  const { fixed, code } = emit(element, item, emitting);
  const loop = code === "" ? "" : `for (const ${item} of ${value}) { ${code} }`;
  return {
    fixed: perScalar,
    code: `if (Array.isArray(${value})) { size += ${value}.length * ${fixed + 1}; ${loop} }`,
  };
}

function emitObject(shape: Readonly<Record<string, Schema>>, value: string, emitting: Emitting): Emitted {
  let fixed = perScalar;
  let code = "";
  for (const [key, field] of Object.entries(shape)) {
    const name = nameIn(emitting);
    const emitted = emit(field, name, emitting);
    fixed += measureJson(key) + 2 + emitted.fixed;
    if (emitted.code !== "") code += `const ${name} = ${value}[${JSON.stringify(key)}]; ${emitted.code} `;
  }
  return { fixed, code: code === "" ? "" : `if (typeof ${value} === "object" && ${value} !== null) { ${code} }` };
}

function nameIn(emitting: Emitting): string {
  emitting.names += 1;
  return `value${emitting.names}`;
}

function largestOf(values: readonly unknown[]): number {
  return Math.max(perScalar, ...values.map(measureJson));
}

/** For values that the schema does not describe. Wire values are trees of bounded depth. */
function boundOfAny(value: unknown): number {
  if (typeof value === "string") return value.length * perCodeUnit + 2;
  if (typeof value !== "object" || value === null) return perScalar;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += boundOfAny(item) + 1;
  else for (const [key, item] of Object.entries(value)) size += key.length * perCodeUnit + 4 + boundOfAny(item);
  return size;
}
