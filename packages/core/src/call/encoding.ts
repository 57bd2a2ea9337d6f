/**
 * Inputs and outputs between their domain and wire forms, with the errors that each direction fails with. Callers and callees
 * of every transport use these four functions and no others.
 */

import type { Operation } from "../contract/operation.ts";
import { SchemaMismatch } from "../contract/schema-mismatch.ts";
import { ServiceError } from "../error/service-error.ts";
import { assertSize, maxRequestBytes, maxResponseBytes } from "./size.ts";

/** Caller: checks and copies an input. @throws {ServiceError} `invalid_argument`, or `resource_exhausted` for size and depth. */
export function encodeInput(operation: Operation, input: unknown): unknown {
  const wire = matching(operation, "input", () => {
    const encoded = operation.input.encode(input === undefined ? {} : input);
    const issue = operation.textFieldCheck?.(encoded as Readonly<Record<string, unknown>>);
    if (issue !== undefined) throw new SchemaMismatch([issue]);
    return encoded;
  });
  assertSize(wire, operation.inputBound, maxRequestBytes, `${operation.id}: the input`);
  return wire;
}

/** Callee: what the handler receives. `local`: encoded by this very operation, so checked and copied already. */
export function decodeInput(operation: Operation, wire: unknown, local: boolean): unknown {
  if (local && operation.input.exact) return wire;
  return matching(operation, "input", () => operation.input.decode(wire));
}

/** Callee: checks and copies a handler's result. @throws {ServiceError} `internal`, or `resource_exhausted` for size. */
export function encodeOutput(operation: Operation, result: unknown): unknown {
  const { output } = operation;
  if (output === undefined) return undefined;
  const wire = matching(operation, "answer", () => output.encode(result));
  assertSize(wire, operation.outputBound, maxResponseBytes, `${operation.id}: the answer`);
  return wire;
}

/** Caller: the value that the call settles with. @throws {ServiceError} `internal` when the answer is outside the contract. */
export function decodeOutput(operation: Operation, wire: unknown, local: boolean): unknown {
  const { output } = operation;
  if (output === undefined) return undefined;
  if (local && output.exact) return wire;
  return matching(operation, "answer", () => output.decode(wire));
}

function matching(operation: Operation, part: "input" | "answer", convert: () => unknown): unknown {
  try {
    return convert();
  } catch (reason) {
    if (!(reason instanceof SchemaMismatch)) throw reason;
    throw toServiceError(operation, part, reason);
  }
}

function toServiceError(operation: Operation, part: "input" | "answer", mismatch: SchemaMismatch): ServiceError {
  const tooDeep = mismatch.issues.some((issue) => issue.code === "too_deep");
  const details = { issues: mismatch.issues.map(({ path, code }) => ({ path, code })) };
  const code = tooDeep ? "resource_exhausted" : part === "input" ? "invalid_argument" : "internal";
  return new ServiceError(code, `${operation.id}: the ${part} does not match the contract ${mismatch.message}`, {
    operation: operation.id,
    cause: mismatch.cause,
    ...(part === "input" ? { details } : { sent: "processed" as const }),
  });
}
