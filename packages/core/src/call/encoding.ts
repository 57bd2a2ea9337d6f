/**
 * Inputs and outputs between their domain and wire forms, with the errors of each direction.
 * Callers and callees of every transport use these functions and no others.
 */

import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { PromiseInSchema } from "../schema/promise-guard.ts";
import { SchemaMismatch } from "../schema/schema-mismatch.ts";
import { measureJson } from "../schema/size-bound.ts";
import type { WireSchema } from "../schema/wire-schema.ts";

/** Bytes of JSON that the input of a call may have: 1 MiB; more is `resource_exhausted`. */
export const maxRequestBytes: number = 1024 * 1024;

/** Bytes of JSON that the output of a call may have: 8 MiB; more is `resource_exhausted`. */
export const maxResponseBytes: number = 8 * 1024 * 1024;

/** Issues in the details of an error: an input of 1 MiB may have half a million. */
const maxIssues = 100;

/**
 * Caller: checks and copies an input.
 * @throws {ServiceError} `invalid_argument`, or `resource_exhausted` for size and depth.
 */
export function encodeInput(operation: Operation, input: unknown): unknown {
  let wire: unknown;
  try {
    wire = operation.input.encode(input === undefined ? {} : input);
    const issue = operation.textFieldCheck?.(wire as Readonly<Record<string, unknown>>);
    if (issue !== undefined) throw new SchemaMismatch([issue]);
  } catch (reason) {
    throw toServiceError(operation, "input", reason);
  }
  assertSize(operation.input, wire, maxRequestBytes, operation, "the input");
  return wire;
}

/**
 * Callee: the handler's input. `local`: encoded by this very operation, so checked and copied
 * already.
 */
export function decodeInput(operation: Operation, wire: unknown, local: boolean): unknown {
  if (local && operation.input.exact) return wire;
  try {
    return operation.input.decode(wire);
  } catch (reason) {
    throw toServiceError(operation, "input", reason);
  }
}

/**
 * Callee: checks and copies a handler's output.
 * @throws {ServiceError} `internal`, or `resource_exhausted` for size and depth.
 */
export function encodeOutput(operation: Operation, output: unknown): unknown {
  if (operation.output === undefined) return undefined;
  let wire: unknown;
  try {
    wire = operation.output.encode(output);
  } catch (reason) {
    throw toServiceError(operation, "output", reason);
  }
  assertSize(operation.output, wire, maxResponseBytes, operation, "the output");
  return wire;
}

/**
 * Caller: the value that the call settles with.
 * @throws {ServiceError} `internal` when the output is outside the contract.
 */
export function decodeOutput(operation: Operation, wire: unknown, local: boolean): unknown {
  if (operation.output === undefined) return undefined;
  if (local && operation.output.exact) return wire;
  try {
    return operation.output.decode(wire);
  } catch (reason) {
    throw toServiceError(operation, "output", reason);
  }
}

/**
 * Sender: checks and copies one item of a stream.
 * @throws {ServiceError} as for an input or an output.
 */
export function encodeItem(operation: Operation, part: "input" | "output", item: unknown, index: number): unknown {
  const [schema, cap] = part === "input" ? [operation.input, maxRequestBytes] : [operation.output, maxResponseBytes];
  if (schema === undefined) return undefined;
  let wire: unknown;
  try {
    wire = schema.encode(item);
  } catch (reason) {
    throw toServiceError(operation, part, reason, `item ${index} of `);
  }
  assertSize(schema, wire, cap, operation, `item ${index} of the ${part}`);
  return wire;
}

/**
 * Receiver: checks and copies one item. `local`: encoded by this very operation.
 * @throws {ServiceError} as for an input or an output.
 */
export function decodeItem(
  operation: Operation,
  part: "input" | "output",
  wire: unknown,
  index: number,
  local: boolean,
): unknown {
  const schema = part === "input" ? operation.input : operation.output;
  if (schema === undefined || (local && schema.exact)) return wire;
  try {
    return schema.decode(wire);
  } catch (reason) {
    throw toServiceError(operation, part, reason, `item ${index} of `);
  }
}

function toServiceError(operation: Operation, part: "input" | "output", reason: unknown, item = ""): unknown {
  if (reason instanceof PromiseInSchema) {
    const text = `${operation.id}: ${item}the ${part} cannot be read: ${reason.message}`;
    return new ServiceError("internal", text, { operation: operation.id, cause: reason.cause });
  }
  if (!(reason instanceof SchemaMismatch)) return reason;
  const tooLarge = reason.issues.some(({ code }) => code === "too_deep" || code === "too_many");
  const details = { issues: reason.issues.slice(0, maxIssues).map(({ path, code }) => ({ path, code })) };
  const code = tooLarge ? "resource_exhausted" : part === "input" ? "invalid_argument" : "internal";
  return new ServiceError(code, `${operation.id}: ${item}the ${part} does not match the contract ${reason.message}`, {
    operation: operation.id,
    cause: reason.cause,
    ...(part === "input" ? { details } : { sent: "processed" as const }),
  });
}

/**
 * Refuses a wire value that is too large for every transport.
 * @throws {ServiceError} `resource_exhausted` when it takes more than `cap` bytes as JSON.
 */
export function assertSize(schema: WireSchema, wire: unknown, cap: number, operation: Operation, what: string): void {
  if (schema.sizeBound(wire) <= cap) return;
  const size = measureJson(wire);
  if (size <= cap) return;
  const text = `${operation.id}: ${what} takes ${size} bytes as JSON; expected at most ${cap}`;
  throw new ServiceError("resource_exhausted", text);
}
