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

/** Runs within its context what makes a promise. */
export function settleWithin<Result, Value>(
  context: CallContext,
  run: () => Promise<Result>,
  convert: (result: Result) => Value,
): Promise<Value> {
  const race = new Race<Result, Value>(context, { convert });
  if (race.begin()) {
    run().then(
      (result) => race.succeed(result),
      (reason) => race.fail(reason),
    );
  }
  return race.promise;
}

function toServiceError(reason: unknown, { operation, callId }: CallContext): ServiceError {
  return ServiceError.from(reason, { operation: operation.id, callId, sent: "maybe_sent" });
}
