/**
 * A schema with its two directions. The wire side is what JSON can hold; the domain side is what code works with. They are
 * the same value unless the schema has a codec. Both directions validate, strip unknown keys and copy, in one pass.
 */

import { z } from "zod";
import { compileDefaultFiller } from "./default-filler.ts";
import { findNestingFault, isRecursive, maxDepth } from "./nesting.ts";
import { compilePrune } from "./prune.ts";
import { type Issue, SchemaMismatch, toIssues } from "./schema-mismatch.ts";
import { definitionOf, isCodec, type Schema, someSchema } from "./schema-node.ts";

/** Encodes domain values and decodes wire values of one schema. */
export interface WireSchema {
  readonly schema: Schema;
  /** A value that was encoded is its own decoded form: the callee in the same process need not decode it again. */
  readonly exact: boolean;
  /**
   * Checks and copies a domain value into its wire form; defaults are applied, `undefined` properties dropped.
   * @throws {SchemaMismatch}
   */
  encode(value: unknown): unknown;
  /**
   * Checks and copies a wire value into its domain form.
   * @throws {SchemaMismatch}
   */
  decode(value: unknown): unknown;
}

/** Wraps a portable schema. Compilation happens at the first call, so a contract that is only imported costs nothing. */
export function createWireSchema(schema: Schema): WireSchema {
  const hasCodec = someSchema(schema, (one) => isCodec(definitionOf(one)));
  const hasOverwrite = someSchema(schema, isOverwriting);
  let directions: Directions | undefined;
  const compile = (): Directions => {
    directions ??= compileDirections(schema, hasCodec);
    return directions;
  };
  return {
    schema,
    exact: !hasCodec && !hasOverwrite,
    encode: (value) => (directions ?? compile()).encode(value),
    decode: (value) => (directions ?? compile()).decode(value),
  };
}

type Direction = (value: unknown) => unknown;

interface Directions {
  readonly encode: Direction;
  readonly decode: Direction;
}

function compileDirections(schema: Schema, hasCodec: boolean): Directions {
  // z.compile falls back to the interpreter where eval is refused and for schemas it cannot model.
  const compiled = z.compile(schema) as unknown as z.ZodType;
  const decode = guarded(schema, (value) => take(compiled.safeParse(value), value));
  const prune = compilePrune(schema);
  const copy = hasCodec ? encodeWithCodecs(schema) : decode;
  if (prune === undefined) return { decode, encode: copy };
  return { decode, encode: (value) => prune(copy(value)) };
}

function encodeWithCodecs(schema: Schema): Direction {
  const fill = compileDefaultFiller(schema);
  return guarded(schema, (value) => {
    const filled = fill === undefined ? value : fill(value);
    return take(z.safeEncode(schema as unknown as z.ZodType, filled as never), filled);
  });
}

function take(result: z.ZodSafeParseResult<unknown>, value: unknown): unknown {
  if (result.success) return result.data;
  throw new SchemaMismatch(toIssues(result.error.issues as z.core.$ZodIssue[], value));
}

/** Keeps recursion out of reach of deep and cyclic values, and turns what a hostile getter throws into an issue. */
function guarded(schema: Schema, run: Direction): Direction {
  const recursive = isRecursive(schema);
  return (value) => {
    try {
      if (recursive) assertNesting(value);
      return run(value);
    } catch (reason) {
      if (reason instanceof SchemaMismatch) throw reason;
      const issue: Issue = {
        path: "(root)",
        code: "unreadable",
        text: "expected a value that can be read; reading it threw",
      };
      throw Object.assign(new SchemaMismatch([issue]), { cause: reason });
    }
  };
}

function assertNesting(value: unknown): void {
  const fault = findNestingFault(value);
  if (fault === undefined) return;
  const text = fault === "cycle" ? "expected a tree, found a cycle" : `expected at most ${maxDepth} levels`;
  throw new SchemaMismatch([{ path: "(root)", code: fault, text }]);
}

/** Checks such as `.trim()` change the value; running one twice may not be the same as once. */
function isOverwriting(schema: Schema): boolean {
  return (definitionOf(schema).checks ?? []).some((check) => check._zod.def.check === "overwrite");
}
