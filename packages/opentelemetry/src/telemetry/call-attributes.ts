/** Attributes and events of calls: names only, never values. */

import { type Attributes, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { type CallEvent, type Code, ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";

/** The failure of a call. */
export interface Failure {
  readonly code: Code;
  /** The name of a declared error; absent for others. */
  readonly reason?: string | undefined;
}

/**
 * Codes that blame the callee rather than the call.
 * @see https://github.com/open-telemetry/semantic-conventions/blob/v1.37.0/docs/rpc/grpc.md
 */
const serverFaults: ReadonlySet<Code> = new Set([
  "unknown",
  "deadline_exceeded",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
]);

const attributes = new WeakMap<Operation, Attributes>();

/** Returns the attributes that spans and measurements of an operation share. */
export function attributesOf(operation: Operation): Attributes {
  let known = attributes.get(operation);
  if (known === undefined) {
    known = { "rpc.system": "seamline", "rpc.service": operation.service, "rpc.method": operation.name };
    attributes.set(operation, known);
  }
  return known;
}

/** Converts a rejection to a failure. */
export function failureOf(reason: unknown): Failure {
  return ServiceError.from(reason);
}

/**
 * Adds a decision of a policy to a call's span: `retry` and `fellBack` for each attempt after the
 * first, `retryDenied` and `rejected` for attempts that were not made. Addresses are left out, so
 * that spans are equal on every transport.
 */
export function addEvent(span: Span, { type, code, attempt, delayMs }: CallEvent): void {
  span.addEvent(type, {
    ...(code !== undefined && { "error.type": code }),
    ...(attempt !== undefined && { "seamline.retry.attempt": attempt }),
    ...(delayMs !== undefined && { "seamline.retry.delay_ms": delayMs }),
  });
}

/**
 * Sets the outcome of a call on its span. Every failure is an error of a client span. For a server
 * span only failures of the server are, as in gRPC's conventions: a refused input or a declared
 * `not_found` leaves the status unset. There is no description, because messages may contain
 * secrets.
 */
export function setOutcome(span: Span, kind: SpanKind, operation: Operation, failure: Failure | undefined): void {
  if (failure === undefined) return;
  const { code, reason } = failure;
  span.setAttribute("error.type", code);
  if (reason !== undefined && operation.errors.has(reason)) span.setAttribute("seamline.error.reason", reason);
  if (kind === SpanKind.CLIENT || serverFaults.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
}
