/**
 * A call within its context: its response, its deadline and its cancellation race, and the first of
 * them settles it.
 */

import type { CallContext } from "../context/call-context.ts";
import { ServiceError } from "../error/service-error.ts";
import type { CallRequest, CallResponse } from "./call-request.ts";
import type { Dispatch, Receiver } from "./dispatch.ts";

/**
 * A call within its context, open until it settles: with its response, with the cancellation, or
 * with a failure as a ServiceError. Callers, listeners and the readers of streams extend it with
 * their own `resolve` and `reject`. Responses after the call has settled are dropped.
 *
 * @example
 * ```ts
 * import { type CallResponse, defineContract, type ServiceError } from "@seamline/core";
 * import { CallContext, createDispatcher, OpenCall } from "@seamline/core/extend";
 * import { z } from "zod";
 *
 * class PrintedCall extends OpenCall {
 *   readonly context: CallContext;
 *   constructor(context: CallContext) {
 *     super();
 *     this.context = context;
 *   }
 *   protected resolve(response: CallResponse): boolean {
 *     console.log(response.output ?? response.error);
 *     return true;
 *   }
 *   reject(error: ServiceError): void {
 *     console.log(error.code);
 *   }
 * }
 * const clock = defineContract("clock", { operations: { read: { output: z.int() } } });
 * const { dispatch } = createDispatcher(clock, { read: () => 7 });
 * const operation = clock.operations.read!;
 * const context = new CallContext({ operation, origin: "service", timeoutMs: 500 });
 * new PrintedCall(context).run({ operation, input: {}, context, local: false }, dispatch); // 7
 * ```
 */
export abstract class OpenCall implements Receiver {
  /** The context that the call runs in. */
  abstract readonly context: CallContext;

  /**
   * Receives the response. An exception that it throws fails the call.
   * @returns `true` if the call has ended with it, `false` for a stream, whose end its reader
   * reports to the context.
   */
  protected abstract resolve(response: CallResponse): boolean;

  /** Receives the failure or the cancellation; called by the context too. */
  abstract reject(error: ServiceError): void;

  /** Receives a response that arrives too late. */
  protected drop(): void {}

  /** Begins the call and dispatches it, unless it is canceled already. */
  run(request: CallRequest, dispatch: Dispatch): void {
    if (request.context.begin(this)) dispatch(request, this);
  }

  /** Settles the call with its response, unless it has settled already. */
  succeed(response: CallResponse): void {
    const { context } = this;
    if (context.ended || context.expireIfDue()) {
      this.drop();
      return;
    }
    try {
      if (this.resolve(response)) context.end();
    } catch (reason) {
      this.fail(reason);
    }
  }

  /** Settles the call with a failure, unless it has settled already. */
  fail(reason: unknown): void {
    const { context } = this;
    if (context.ended) return;
    const { operation, callId } = context;
    const error = ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
    context.end(error);
    this.reject(error);
  }
}
