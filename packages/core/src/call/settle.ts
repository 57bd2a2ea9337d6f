/** The race that every call runs: its result, its deadline, its cancellation. The first to settle wins. */

import { ServiceError } from "../error/service-error.ts";
import type { CallContext } from "./call-context.ts";
import type { Receiver } from "./carry.ts";

/** What a race is run with. */
export interface RaceOptions<Result, Value> {
  /** Makes what the promise settles with; what it throws, the promise rejects with. */
  convert(result: Result, context: CallContext): Value;
  /** Told of each result that came after its call had settled. */
  readonly onLate?: ((context: CallContext) => void) | undefined;
}

/**
 * Runs a call within its context. Settles with what `convert` makes of the result that the receiver is told; rejects with the
 * cancellation, or with whatever went wrong as a ServiceError. What comes after the call has settled is dropped and `onLate` is told.
 */
export function race<Result, Value>(
  context: CallContext,
  run: (receiver: Receiver<Result>) => void,
  options: RaceOptions<Result, Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    context.onCancel(reject);
    context.begin();
    if (context.cancellation === undefined) run(new Contender(context, resolve, reject, options));
  });
}

/** {@link race} for what makes a promise. */
export function settleWithin<Result, Value>(
  context: CallContext,
  run: () => Promise<Result>,
  convert: (result: Result) => Value,
  onLate?: (context: CallContext) => void,
): Promise<Value> {
  const start = (receiver: Receiver<Result>): void => {
    run().then(
      (result) => receiver.succeed(result),
      (reason) => receiver.fail(reason),
    );
  };
  return race(context, start, { convert, onLate });
}

/** The result's side of the race. */
class Contender<Result, Value> implements Receiver<Result> {
  readonly #context: CallContext;
  readonly #resolve: (value: Value) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #options: RaceOptions<Result, Value>;

  constructor(
    context: CallContext,
    resolve: (value: Value) => void,
    reject: (reason: unknown) => void,
    options: RaceOptions<Result, Value>,
  ) {
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#options = options;
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

function toServiceError(reason: unknown, { operation, callId }: CallContext): ServiceError {
  return ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
}
