/** The failures that a stub may be told: declared errors, checked against their operation, and refusals. */

import { type CallContext, type Code, DeclaredError, ServiceError } from "@seamline/core";
import { encodeServiceError, isCode, type Operation, type WireError } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import type { StubHandler } from "./reaction.ts";
import type { DeclaredFailure, RefusalOptions } from "./stub.ts";

/** What `fail` takes, untyped. */
export type DeclaredInput = Failing | ((input: unknown, context: CallContext) => Failing);

type Failing = Error | DeclaredFailure;

/** The handler that fails with a declared error. @throws {TypeError} for one that the operation does not declare. */
export function failureOf(operation: Operation, failing: DeclaredInput): StubHandler {
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

/** How the callee turns a call away. */
export function refusalOf(operation: Operation, code: Code, options: RefusalOptions = {}): WireError {
  if (!isCode(code)) throw new TypeError(`${operation.id}: refuse: expected one of the codes, found ${String(code)}`);
  const { message = `${operation.id} was refused by the mock of ${operation.service}`, ...rest } = options;
  const error = encodeServiceError(new ServiceError(code, message, rest));
  // Callees say `unavailable` of calls that they never began.
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

/** A declared error of which only the contract is known. */
class StubbedError extends DeclaredError<unknown> {}
