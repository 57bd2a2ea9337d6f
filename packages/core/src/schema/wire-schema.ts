/**
 * A schema with its two directions. The wire side is what JSON can hold; the domain side is what
 * code works with. Both are the same value unless the schema has a codec. Both directions validate,
 * strip unknown keys and copy, in one pass.
 */

import { z } from "zod";
import { adaptSchema, readingDefaults } from "./adapt-schema.ts";
import { hasOwnFunctions, isPromiseReport, isRewriting, PromiseInSchema, readSynchronously } from "./promise-guard.ts";
import { compilePrune } from "./prune.ts";
import { createMismatch, type Issue, SchemaMismatch } from "./schema-mismatch.ts";
import { createSchemaSearch, definitionOf, isCodec, isExactOptional, type Schema } from "./schema-node.ts";
import { compileSizeBound } from "./size-bound.ts";
import { assertDepth, isRecursive, maxDepth, NotATree, type TreeFault, toTree } from "./tree.ts";

/** Encodes domain values and decodes wire values of one schema. */
export interface WireSchema {
  /** The zod schema, as the contract has it. */
  readonly schema: Schema;
  /**
   * A value that was encoded is its own decoded form: the callee in the same process need not
   * decode it again.
   */
  readonly exact: boolean;
  /**
   * Checks and copies a domain value into its wire form; defaults are applied, `undefined`
   * properties dropped.
   * @throws {SchemaMismatch} listing each broken rule with its path, never the value.
   * @throws {PromiseInSchema} if a function of the schema returned a promise.
   */
  encode(value: unknown): unknown;
  /**
   * Checks and copies a wire value into its domain form.
   * @throws {SchemaMismatch} listing each broken rule with its path, never the value.
   * @throws {PromiseInSchema} if a function of the schema returned a promise.
   */
  decode(value: unknown): unknown;
  /** An upper bound of the bytes that a wire value takes as JSON. */
  sizeBound(wire: unknown): number;
}

const hasCodec = createSchemaSearch((schema) => isCodec(definitionOf(schema)));

/** Checks such as `.trim()` change the value; running one twice may not be the same as once. */
const hasRewrite = createSchemaSearch(isRewriting);

const holdsObject = createSchemaSearch((schema) => definitionOf(schema).type === "object");

/**
 * Unions whose options overlap: a value that one option stripped or filled in may fit another,
 * which changes it again: with `z.union([z.object({ a: z.int().default(0) }), z.object({})])`,
 * `{ a: "x" }` is first `{}` and then `{ a: 0 }`.
 */
const hasOverlap = createSchemaSearch((schema) => {
  const definition = definitionOf(schema);
  if (definition.type !== "union" || "discriminator" in definition) return false;
  return definition.options.filter(holdsObject).length > 1;
});

/**
 * zod returns a default unparsed. A default that its own schema would refuse, or change, differs
 * from the one read from the wire.
 */
const hasUnreadDefault = createSchemaSearch((schema) => {
  const definition = definitionOf(schema);
  if (definition.type !== "default") return false;
  const { innerType, defaultValue } = definition;
  if (freezes(innerType)) return true;
  const read = z.safeParse(innerType, defaultValue);
  return !read.success || JSON.stringify(read.data) !== JSON.stringify(defaultValue);
});

/** `z.exactOptional` refuses `undefined`, which is dropped like that of other optional fields. */
const hasExactOptional = createSchemaSearch(isExactOptional);

/** `.readonly()` freezes what it reads, and so not a default. */
const freezes = createSchemaSearch((schema) => definitionOf(schema).type === "readonly");

/**
 * Wraps a portable schema. It is compiled at the first call, so importing a contract costs nothing.
 */
export function createWireSchema(schema: Schema): WireSchema {
  return new CompiledSchema(schema);
}

type Direction = (value: unknown) => unknown;

interface Directions {
  readonly encode: Direction;
  readonly decode: Direction;
}

/**
 * Its functions are fields that compile at their first use and then replace themselves: later calls
 * run without indirection.
 */
class CompiledSchema implements WireSchema {
  readonly schema: Schema;
  encode: Direction;
  decode: Direction;
  sizeBound: (wire: unknown) => number;
  #exact: boolean | undefined;

  constructor(schema: Schema) {
    this.schema = schema;
    this.encode = (value) => this.#compile().encode(value);
    this.decode = (value) => this.#compile().decode(value);
    this.sizeBound = (wire) => {
      this.sizeBound = compileSizeBound(schema);
      return this.sizeBound(wire);
    };
  }

  get exact(): boolean {
    const { schema } = this;
    this.#exact ??= !hasCodec(schema) && !hasRewrite(schema) && !hasOverlap(schema) && !hasUnreadDefault(schema);
    return this.#exact;
  }

  #compile(): Directions {
    const directions = compileDirections(this.schema, hasCodec(this.schema));
    this.encode = directions.encode;
    this.decode = directions.decode;
    return directions;
  }
}

function compileDirections(schema: Schema, converts: boolean): Directions {
  adaptSchema(schema);
  const recursive = isRecursive(schema);
  // z.compile falls back to the interpreter where eval is refused and for schemas it cannot model.
  const compiled = z.compile(schema) as z.ZodType; // its own method is the compiled one, z.safeParse() is not
  const parse: Parse = (value) => compiled.safeParse(value);
  const decode = toDirection(schema, parse, recursive ? assertTree : undefined);
  const read: Parse | undefined = converts
    ? (value) => z.safeEncode(schema, value, readingDefaults)
    : hasUnreadDefault(schema) || hasExactOptional(schema)
      ? (value) => z.safeParse(schema, value, readingDefaults)
      : undefined;
  const copy = read || recursive ? toDirection(schema, read ?? parse, recursive ? toTree : undefined) : decode;
  const prune = compilePrune(schema);
  return { decode, encode: prune === undefined ? copy : (value) => prune(copy(value)) };
}

type Parse = (value: unknown) => z.ZodSafeParseResult<unknown>;

/**
 * Makes a direction of a parse: issues, exceptions of hostile getters and values that are no tree
 * become a mismatch.
 */
function toDirection(schema: Schema, read: Parse, prepare?: (value: unknown) => unknown): Direction {
  const parse: Parse = hasOwnFunctions(schema) ? (value) => readSynchronously(() => read(value)) : read;
  return (value) => {
    try {
      const prepared = prepare === undefined ? value : prepare(value);
      const result = parse(prepared);
      if (result.success) return result.data;
      throw createMismatch(result.error.issues, prepared, schema);
    } catch (reason) {
      throw toFailure(reason);
    }
  };
}

function assertTree(value: unknown): unknown {
  assertDepth(value);
  return value;
}

function toFailure(reason: unknown): SchemaMismatch | PromiseInSchema {
  if (reason instanceof SchemaMismatch) return reason;
  if (isPromiseReport(reason)) return new PromiseInSchema(reason);
  if (reason instanceof NotATree) return new SchemaMismatch([treeIssues[reason.fault]]);
  return Object.assign(new SchemaMismatch([unreadable]), { cause: reason });
}

const unreadable: Issue = {
  path: "(root)",
  code: "unreadable",
  text: "expected a value that can be read; reading it threw",
};

const treeIssues: Readonly<Record<TreeFault, Issue>> = {
  too_deep: { path: "(root)", code: "too_deep", text: `expected at most ${maxDepth} levels` },
  too_many: { path: "(root)", code: "too_many", text: "expected fewer parts than the size limits admit" },
  cycle: { path: "(root)", code: "cycle", text: "expected a tree, found a cycle" },
};
