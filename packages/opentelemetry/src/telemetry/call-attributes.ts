/** What is said about a call: names only, never a value. */

import { type Attributes, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { type CallEvent, type Code, ServiceError } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";

/** How a call failed. */
export interface Failure {
  readonly code: Code;
  /** The name of a declared error. */
  readonly reason?: string | undefined;
}

/** Codes that say something about the callee rather than about the call. */
const serverFaults: ReadonlySet<Code> = new Set([
  "unknown",
  "deadline_exceeded",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
]);

const attributes = new WeakMap<Operation, Attributes>();

/** The attributes that spans and measurements of an operation share. */
export function attributesOf(operation: Operation): Attributes {
  let known = attributes.get(operation);
  if (known === undefined) {
    known = { "rpc.system": "seamline", "rpc.service": operation.service, "rpc.method": operation.name };
    attributes.set(operation, known);
  }
  return known;
}

/** The failure that a rejection is. */
export function failureOf(reason: unknown): Failure {
  return ServiceError.from(reason);
}

/**
 * Adds what was decided about a call to its span: `retry` and `fellBack` for each attempt after the first, `retryDenied` and
 * `rejected` for those that were not made. Addresses are left out, so that the span says the same on every transport.
 */
export function addEvent(span: Span, { type, code, attempt, delayMs }: CallEvent): void {
  span.addEvent(type, {
    ...(code !== undefined && { "error.type": code }),
    ...(attempt !== undefined && { "seamline.retry.attempt": attempt }),
    ...(delayMs !== undefined && { "seamline.retry.delay_ms": delayMs }),
  });
}

/**
 * Writes how a call went on its span. Every failure is the client's; a server's are those of its own making, as for gRPC: a refused
 * input or a declared `not_found` leaves the status unset. There is no description: messages may hold what must not leave.
 */
export function setOutcome(span: Span, kind: SpanKind, operation: Operation, failure: Failure | undefined): void {
  if (failure === undefined) return;
  const { code, reason } = failure;
  span.setAttribute("error.type", code);
  if (reason !== undefined && operation.errors.has(reason)) span.setAttribute("seamline.error.reason", reason);
  if (kind === SpanKind.CLIENT || serverFaults.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
}
