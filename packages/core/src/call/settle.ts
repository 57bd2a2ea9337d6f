/** The race that every call runs: its result, its deadline, its cancellation. The first to settle wins. */

import type { CallContext } from "../context/call-context.ts";
import { ServiceError } from "../error/service-error.ts";
import type { CallRequest, CallResponse } from "./call-request.ts";
import type { Carry, Receiver } from "./carry.ts";

/** What a race is run with. */
export interface RaceOptions<Result, Value> {
  /** Makes what the promise settles with; what it throws, the promise rejects with. */
  convert(result: Result, context: CallContext): Value;
  /** Told of each result that came after its call had settled. */
  readonly onLate?: ((context: CallContext) => void) | undefined;
}

/**
 * A call within its context. Its promise settles with what `convert` makes of the result that the race is told; rejects with the
 * cancellation, or with whatever went wrong as a ServiceError. What comes after the call has settled is dropped and `onLate` is told.
 */
export class Race<Result, Value> implements Receiver<Result> {
  readonly promise: Promise<Value>;
  readonly #context: CallContext;
  readonly #options: RaceOptions<Result, Value>;
  #resolve!: (value: Value) => void;
  #reject!: (reason: unknown) => void;

  constructor(context: CallContext, options: RaceOptions<Result, Value>) {
    this.#context = context;
    this.#options = options;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Begins the call. `false` when it is over already, and nothing must be run. */
  begin(): boolean {
    const context = this.#context;
    context.onCancel(this.#reject);
    context.begin();
    return context.cancellation === undefined;
  }

  succeed(result: Result): void {
    const context = this.#context;
    if (context.cancellation !== undefined) {
      this.#options.onLate?.(context);
      return;
    }
    let value: Value;
    try {
      value = this.#options.convert(result, context);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    context.end();
    this.#resolve(value);
  }

  fail(reason: unknown): void {
    const error = toServiceError(reason, this.#context);
    this.#context.end(error);
    this.#reject(error);
  }
}

/**
 * Carries a call within its context and tells how it ended, once: `succeed` with what came, `fail`
 * with the cancellation, or with whatever went wrong as a ServiceError. What comes after the call
 * has settled is dropped.
 * @param receiver may throw while it is told of a success: that is told to its `fail`.
 */
export function carryWithin(request: CallRequest, carry: Carry, receiver: Receiver): void {
  const { context } = request;
  context.onCancel((error) => receiver.fail(error));
  context.begin();
  if (context.cancellation === undefined) carry(request, new Told(context, receiver));
}

class Told implements Receiver {
  readonly #context: CallContext;
  readonly #receiver: Receiver;

  constructor(context: CallContext, receiver: Receiver) {
    this.#context = context;
    this.#receiver = receiver;
  }

  succeed(response: CallResponse): void {
    if (this.#context.cancellation !== undefined) return;
    try {
      this.#receiver.succeed(response);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    this.#context.end();
  }

  fail(reason: unknown): void {
    if (this.#context.cancellation !== undefined) return;
    const error = toServiceError(reason, this.#context);
    this.#context.end(error);
    this.#receiver.fail(error);
  }
}

function toServiceError(reason: unknown, { operation, callId }: CallContext): ServiceError {
  return ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
}
