/** Making the context of a call: from the surrounding call and a caller's options, or for a call that arrives. */

import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { CallContext } from "./call-context.ts";
import {
  assertIdempotencyKey,
  type CallOptions,
  freezePrincipal,
  maxCallDepth,
  maxTimeoutMs,
  readLabel,
  resolveTimeout,
} from "./call-options.ts";
import { currentContext } from "./frame.ts";
import { mergeMetadata, noMetadata } from "./metadata.ts";

/**
 * The context of a call that code in this process makes.
 * @throws {ServiceError} `invalid_argument` for bad options, `resource_exhausted` beyond 64 nested calls.
 */
export function createCallContext(
  operation: Operation,
  caller: string | undefined,
  options: CallOptions | undefined,
  routeTimeoutMs: number | undefined,
): CallContext {
  const parent = currentContext();
  const depth = parent === undefined ? 1 : parent.depth + 1;
  if (depth > maxCallDepth) {
    throw new ServiceError(
      "resource_exhausted",
      `${operation.id}: expected at most ${maxCallDepth} nested calls; is there a cycle of calls?`,
      { operation: operation.id },
    );
  }
  const timeoutMs = resolveTimeout(options?.timeoutMs, operation.timeoutMs, routeTimeoutMs);
  // Nearly all calls come without options: they are what the call around them is.
  if (options === undefined) {
    return new CallContext({
      operation,
      timeoutMs,
      depth,
      origin: "service",
      caller,
      principal: parent?.principal,
      tenant: parent?.tenant,
      locale: parent?.locale,
      metadata: parent === undefined ? noMetadata : parent.metadata,
      idempotencyKey: undefined,
      parent,
      signal: undefined,
    });
  }
  assertIdempotencyKey(options.idempotencyKey);
  return new CallContext({
    operation,
    timeoutMs,
    depth,
    origin: "service",
    caller,
    principal: options.principal === undefined ? parent?.principal : freezePrincipal(options.principal),
    tenant: readLabel(options.tenant, "tenant") ?? parent?.tenant,
    locale: readLabel(options.locale, "locale") ?? parent?.locale,
    metadata: mergeMetadata(parent?.metadata ?? noMetadata, options.metadata),
    idempotencyKey: options.idempotencyKey,
    parent,
    signal: options.signal,
  });
}

/** The deadline of a call that arrives with `timeoutMs` left; what a callee grants at most. */
export function deadlineOfArrival(timeoutMs: number | undefined, operation: Operation): number {
  const cap = Math.max(maxTimeoutMs, operation.timeoutMs ?? 0);
  return performance.now() + Math.min(timeoutMs ?? cap, cap);
}
