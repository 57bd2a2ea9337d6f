/** The failures of stubs: declared errors, checked against their operation, and refusals. */

import { type CallContext, type Code, DeclaredError, ServiceError } from "@seamline/core";
import { encodeServiceError, isCode, type Operation, type WireError } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import type { StubHandler } from "./reaction.ts";
import type { DeclaredFailure, RefusalOptions } from "./stub.ts";

/** The untyped parameter of `fail`. */
export type FailureSource = Failing | ((input: unknown, context: CallContext) => Failing);

type Failing = Error | DeclaredFailure;

/**
 * Returns a handler that fails with a declared error.
 * @throws {TypeError} for an error that the operation does not declare.
 */
export function failureOf(operation: Operation, failing: FailureSource): StubHandler {
  if (typeof failing === "function") {
    return (input, context) => {
      throw toDeclared(operation, failing(input, context));
    };
  }
  const error = toDeclared(operation, failing);
  return () => {
    throw error;
  };
}

/** Creates the error with which a callee refuses a call. */
export function refusalOf(operation: Operation, code: Code, options: RefusalOptions = {}): WireError {
  if (!isCode(code)) throw new TypeError(`${operation.id}: refuse: expected one of the codes, found ${String(code)}`);
  const { message = `${operation.id} was refused by the mock of ${operation.service}`, ...rest } = options;
  const error = encodeServiceError(new ServiceError(code, message, rest));
  // Callees refuse with `unavailable` only calls that they have not begun.
  return code === "unavailable" ? { ...error, notSent: true } : error;
}

function toDeclared(operation: Operation, failing: Failing): ServiceError {
  const {
    reason: given,
    details,
    service = failing instanceof Error ? undefined : operation.service,
  } = fieldsOf(failing);
  const reason = String(given ?? "");
  const declared = operation.errors.get(reason);
  if (declared === undefined || service !== operation.service) {
    const known = [...operation.errors.keys()].join(", ") || "none";
    const found = ServiceError.is(failing)
      ? `${service}.${failing.reason ?? failing.code}`
      : failing instanceof Error
        ? failing.name
        : reason;
    throw new TypeError(
      `${operation.id}: fail: expected one of its declared errors (${known}), found ${found}; refuse(code) and crash(reason) are for other failures`,
    );
  }
  const { code } = declared;
  const message = failing.message ?? declared.message;
  const error = ServiceError.is(failing)
    ? failing
    : new StubbedError({ service: operation.service, reason, code, message }, details);
  try {
    declared.details?.encode(error.details);
  } catch (cause) {
    throw new TypeError(
      `${operation.id}: fail: the details of ${reason} do not match the contract ${fieldsOf(cause).message}`,
      { cause },
    );
  }
  return error;
}

/** A declared error without a generated class. */
class StubbedError extends DeclaredError<unknown> {}
