/**
 * Functions of a schema that return promises. The call path reads values synchronously, so contracts
 * refuse asynchronous functions when they are defined; one that turns out to return a promise is
 * stopped where it does, and its promise can reject without ending the process.
 */

import { z } from "zod";
import { createSchemaSearch, definitionOf, isCodec, type Schema } from "./schema-node.ts";

/** Thrown where a check, codec or default of a schema returned a promise: its owner has to act. */
export class PromiseInSchema extends Error {
  constructor(cause: unknown) {
    super("a check or codec of the schema returned a promise; make it synchronous, or do its work in the handler", {
      cause,
    });
  }
}

/** zod's own reports of a promise, of whichever copy of zod. */
export function isPromiseReport(reason: unknown): boolean {
  if (reason instanceof z.core.$ZodAsyncError) return true;
  return reason instanceof Error && /^(Encountered Promise|Async schemas)/.test(reason.message);
}

/** The fault of a schema with an asynchronous function of its own; `undefined` if it has none. */
export function findAsyncFault(schema: Schema): string | undefined {
  const definition = definitionOf(schema);
  if (isCodec(definition) && (isAsync(definition.transform) || isAsync(definition.reverseTransform)))
    return "an async codec cannot run on the call path; convert in the handler";
  const isAsyncCheck = ({ _zod: { check, def } }: RawCheck): boolean =>
    [check, def.fn, def.tx].some(isAsync) || (def.schema !== undefined && findAsyncFault(def.schema) !== undefined);
  if (rawChecksOf(schema).some(isAsyncCheck))
    return "an async check cannot run on the call path; check in the handler, and declare an error for what it finds";
  return undefined;
}

/** True if a value is a function that returns a promise whatever it does. */
function isAsync(value: unknown): boolean {
  return typeof value === "function" && value.constructor.name === "AsyncFunction";
}

interface RawCheck {
  readonly _zod: { check?: (payload: never) => unknown; readonly def: RawCheckDefinition };
}

interface RawCheckDefinition {
  readonly check?: string;
  /** The predicate of a refinement. */
  fn?: (value: unknown) => unknown;
  /** The function of an overwrite. */
  tx?: (value: unknown) => unknown;
  /** The schema of a checked property. */
  readonly schema?: Schema;
}

/** The checks of a schema; one with a format or a predicate is a check itself. */
function rawChecksOf(schema: Schema): readonly RawCheck[] {
  return [schema as RawCheck, ...((schema._zod.def.checks ?? []) as readonly RawCheck[])];
}

/** True for checks that may rewrite a value: `.overwrite()`, `.check()` and `.superRefine()`. */
export function isRewriting(schema: Schema): boolean {
  return rawChecksOf(schema).some(
    ({ _zod: { def } }) => def.tx !== undefined || (def.check === "custom" && def.fn === undefined),
  );
}

type CodecFunctions = Pick<z.core.$ZodCodecDef, "transform" | "reverseTransform">;

const guardedCodecs = new WeakMap<z.core.$ZodCodecDef, CodecFunctions>();
const guardedChecks = new WeakSet<object>();
let reading = false;

/** The functions of a codec as its author wrote them. */
export function codecFunctionsOf(definition: z.core.$ZodCodecDef): CodecFunctions {
  return guardedCodecs.get(definition) ?? definition;
}

/** Guards the functions of one schema; outside of {@link readSynchronously} they are as they were. */
export function guardPromises(schema: Schema): void {
  const definition = definitionOf(schema);
  if (isCodec(definition) && !guardedCodecs.has(definition)) {
    const { transform, reverseTransform } = definition;
    guardedCodecs.set(definition, { transform, reverseTransform });
    definition.transform = (value, payload) => refuse(transform(value, payload));
    definition.reverseTransform = (value, payload) => refuse(reverseTransform(value, payload));
  }
  for (const { _zod } of rawChecksOf(schema)) {
    if (guardedChecks.has(_zod)) continue;
    guardedChecks.add(_zod);
    const { check, def } = _zod;
    const { fn, tx } = def;
    if (tx !== undefined) def.tx = (value) => refuse(tx(value));
    else if (fn !== undefined) def.fn = (value) => refuse(fn(value));
    else if (check !== undefined && def.check === "custom") _zod.check = (payload) => refuse(check(payload));
    if (def.schema !== undefined) guardPromises(def.schema);
  }
}

/** True for a schema with a function of its author in it, on either side. */
export const hasOwnFunctions: (schema: Schema) => boolean = createSchemaSearch(
  (schema) =>
    isCodec(definitionOf(schema)) ||
    rawChecksOf(schema).some(({ _zod: { def } }) => def.tx ?? def.fn ?? def.schema ?? def.check === "custom"),
);

function refuse<Value>(result: Value): Value {
  if (!reading || !(result instanceof Promise)) return result;
  result.catch(() => {}); // what it settles with is too late for the call
  throw new z.core.$ZodAsyncError();
}

/** Runs a read during which promises are refused. */
export function readSynchronously<Result>(read: () => Result): Result {
  const before = reading;
  reading = true;
  try {
    return read();
  } finally {
    reading = before;
  }
}
