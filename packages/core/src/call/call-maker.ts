/**
 * Making the context of a call: from the surrounding call and a caller's options, or for a call
 * that arrives.
 */

import { CallContext } from "../context/call-context.ts";
import type { CallContextFields } from "../context/call-context-fields.ts";
import { callOfFrame, followEndedCall, hasLeft } from "../context/frame.ts";
import { mergeMetadata, noMetadata } from "../context/metadata.ts";
import { freezePrincipal } from "../context/principal.ts";
import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import { findActiveSpan } from "../platform/open-telemetry.ts";
import { now } from "../platform/real-time.ts";
import {
  assertIdempotencyKey,
  type CallOptions,
  defaultTimeoutMs,
  maxCallDepth,
  maxTimeoutMs,
  readCallOptions,
  readLabel,
  resolveTimeout,
} from "./call-options.ts";

/** Makes the contexts of the calls made here in the name of one caller. */
export interface CallMaker {
  /**
   * The context of one call.
   * @throws {ServiceError} `invalid_argument` for bad options, `resource_exhausted` beyond 64
   * nested calls.
   */
  create(operation: Operation, options: CallOptions | undefined, routeTimeoutMs: number | undefined): CallContext;
}

/**
 * Makes the contexts of one caller's calls.
 * @param caller the service in whose name calls are made; `undefined` outside modules.
 */
export function createCallMaker(caller: string | undefined): CallMaker {
  // Nearly all calls have no options and inherit from the call around them: they share the fields
  // that are the same for all of them.
  const plain = new Map<
    Operation,
    { readonly fields: CallContextFields; readonly routeTimeoutMs: number | undefined }
  >();
  const addPlainFields = (operation: Operation, routeTimeoutMs: number | undefined): CallContextFields => {
    const timeoutMs = resolveTimeout(undefined, operation.timeoutMs, routeTimeoutMs);
    const fields: CallContextFields = { operation, timeoutMs, origin: "service", caller };
    plain.set(operation, { fields, routeTimeoutMs });
    return fields;
  };
  const createWithOptions = (
    operation: Operation,
    options: CallOptions & Pick<CallContextFields, "parentTrace">,
    routeTimeoutMs: number | undefined,
    parent: CallContext | undefined,
  ): CallContext => {
    assertIdempotencyKey(options.idempotencyKey);
    const fields: CallContextFields = {
      operation,
      timeoutMs: resolveTimeout(options.timeoutMs, operation.timeoutMs, routeTimeoutMs),
      origin: "service",
      caller,
      principal: options.principal === undefined ? undefined : freezePrincipal(options.principal),
      tenant: readLabel(options.tenant, "tenant"),
      locale: readLabel(options.locale, "locale"),
      metadata:
        options.metadata === undefined ? undefined : mergeMetadata(parent?.metadata ?? noMetadata, options.metadata),
      idempotencyKey: options.idempotencyKey,
      parentTrace: options.parentTrace,
      signal: options.signal,
    };
    return new CallContext(fields, parent);
  };
  return {
    create(operation, given, routeTimeoutMs) {
      const options = given === undefined ? undefined : readCallOptions(given);
      const around = callOfFrame();
      const left = around !== undefined && hasLeft(around);
      const parent = left ? undefined : around;
      if (parent !== undefined && parent.depth >= maxCallDepth) throw tooDeep(operation);
      const parentTrace = around === undefined ? findActiveSpan() : undefined;
      let context: CallContext;
      if (options === undefined && parentTrace === undefined) {
        const known = plain.get(operation);
        const isKnown = known !== undefined && known.routeTimeoutMs === routeTimeoutMs;
        context = new CallContext(isKnown ? known.fields : addPlainFields(operation, routeTimeoutMs), parent);
      } else context = createWithOptions(operation, { ...options, parentTrace }, routeTimeoutMs, parent);
      if (left) followEndedCall(context, { context: around, stated: options?.principal !== undefined });
      return context;
    },
  };
}

function tooDeep({ id }: Operation): ServiceError {
  const text = `${id}: expected at most ${maxCallDepth} nested calls; is there a cycle of calls?`;
  return new ServiceError("resource_exhausted", text, { operation: id });
}

/**
 * The deadline of a call that arrives with `timeoutMs` milliseconds left, in milliseconds of
 * `performance.now()`. A callee grants at most 30,000, or the operation's own timeout where that is
 * more. Without a `timeoutMs` the call has the operation's own timeout, by default 10,000, as a
 * call from a client that sets none.
 *
 * @example
 * ```ts
 * import { defineContract } from "@seamline/core";
 * import { deadlineOfArrival } from "@seamline/core/extend";
 *
 * const { operations } = defineContract("clock", { operations: { tick: {} } });
 * const deadline = deadlineOfArrival(800, operations.tick!);
 * console.log(deadline - performance.now() <= 800); // true
 * ```
 */
export function deadlineOfArrival(timeoutMs: number | undefined, operation: Operation): number {
  const own = operation.timeoutMs ?? defaultTimeoutMs;
  return now() + Math.min(timeoutMs ?? own, Math.max(maxTimeoutMs, own));
}
