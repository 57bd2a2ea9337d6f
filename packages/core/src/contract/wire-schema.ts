/**
 * A schema with its two directions. The wire side is what JSON can hold; the domain side is what code works with. They are
 * the same value unless the schema has a codec. Both directions validate, strip unknown keys and copy, in one pass.
 */

import { z } from "zod";
import { compileDefaultFiller } from "./default-filler.ts";
import { ownDefaults } from "./own-defaults.ts";
import { compilePrune } from "./prune.ts";
import { type Issue, SchemaMismatch, toIssues } from "./schema-mismatch.ts";
import { createSchemaSearch, definitionOf, isCodec, type Schema } from "./schema-node.ts";
import { isRecursive, maxDepth, NotATree, type TreeFault, toTree } from "./tree.ts";

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

const hasCodec = createSchemaSearch((schema) => isCodec(definitionOf(schema)));

/** Checks such as `.trim()` change the value; running one twice may not be the same as once. */
const hasOverwrite = createSchemaSearch((schema) =>
  (definitionOf(schema).checks ?? []).some((check) => check._zod.def.check === "overwrite"),
);

/**
 * zod hands a default out as it is. One that its own schema would refuse, or write in another way, is not what reading it from the
 * wire would give.
 */
const hasUnreadDefault = createSchemaSearch((schema) => {
  const { type, innerType, defaultValue } = definitionOf(schema);
  if (type !== "default" || innerType === undefined) return false;
  const read = z.safeParse(innerType as unknown as z.ZodType, defaultValue);
  return !read.success || JSON.stringify(read.data) !== JSON.stringify(defaultValue);
});

/** Wraps a portable schema. Compilation happens at the first call, so a contract that is only imported costs nothing. */
export function createWireSchema(schema: Schema): WireSchema {
  const converts = hasCodec(schema);
  let directions: Directions | undefined;
  let exact: boolean | undefined;
  const compile = (): Directions => {
    directions ??= compileDirections(schema, converts);
    return directions;
  };
  return {
    schema,
    get exact() {
      exact ??= !converts && !hasOverwrite(schema) && !hasUnreadDefault(schema);
      return exact;
    },
    encode: (value) => (directions ?? compile()).encode(value),
    decode: (value) => (directions ?? compile()).decode(value),
  };
}

type Direction = (value: unknown) => unknown;

interface Directions {
  readonly encode: Direction;
  readonly decode: Direction;
}

function compileDirections(schema: Schema, converts: boolean): Directions {
  ownDefaults(schema);
  // z.compile falls back to the interpreter where eval is refused and for schemas it cannot model.
  const compiled = z.compile(schema) as unknown as z.ZodType;
  const decode = guarded(schema, (value) => take(compiled.safeParse(value), value, schema));
  const prune = compilePrune(schema);
  const copy = converts ? encodeWithCodecs(schema) : hasUnreadDefault(schema) ? readDefaults(schema, decode) : decode;
  if (prune === undefined) return { decode, encode: copy };
  return { decode, encode: (value) => prune(copy(value)) };
}

function readDefaults(schema: Schema, decode: Direction): Direction {
  const fill = compileDefaultFiller(schema);
  return guarded(schema, (value) => decode(fill === undefined ? value : fill(value)));
}

function encodeWithCodecs(schema: Schema): Direction {
  const fill = compileDefaultFiller(schema);
  return guarded(schema, (value) => {
    const filled = fill === undefined ? value : fill(value);
    return take(z.safeEncode(schema as unknown as z.ZodType, filled as never), filled, schema);
  });
}

function take(result: z.ZodSafeParseResult<unknown>, value: unknown, schema: Schema): unknown {
  if (result.success) return result.data;
  throw new SchemaMismatch(toIssues(result.error.issues as z.core.$ZodIssue[], value, schema));
}

/** Turns what a hostile getter throws, and what is no tree, into an issue. */
function guarded(schema: Schema, run: Direction): Direction {
  const recursive = isRecursive(schema);
  return (value) => {
    try {
      return run(recursive ? toTree(value) : value);
    } catch (reason) {
      if (reason instanceof SchemaMismatch) throw reason;
      if (reason instanceof NotATree) throw new SchemaMismatch([treeIssues[reason.fault]]);
      throw Object.assign(new SchemaMismatch([unreadable]), { cause: reason });
    }
  };
}

const unreadable: Issue = {
  path: "(root)",
  code: "unreadable",
  text: "expected a value that can be read; reading it threw",
};

const treeIssues: Readonly<Record<TreeFault, Issue>> = {
  too_deep: { path: "(root)", code: "too_deep", text: `expected at most ${maxDepth} levels` },
  cycle: { path: "(root)", code: "cycle", text: "expected a tree, found a cycle" },
};
