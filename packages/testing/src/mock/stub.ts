/**
 * Stubs: the outcomes of mocked operations, set by tests. Generated mocks have a typed stub for
 * each operation; `StubsOf` infers the types of others.
 */

import type { CallContext, Code } from "@seamline/core";

/** An output, or a function that returns one for each call. */
export type StubResponse<Input, Output> = Output | ((input: Input, context: CallContext) => Output | Promise<Output>);

/** A call received by a mock. Each attempt of a retried call is one. */
export interface MockCall<Input = unknown> {
  /** `service.operation`. */
  readonly operation: string;
  /** A copy of the input. For a stream, the items read so far. */
  readonly input: Input;
  /** The call's identity, principal and deadline. */
  readonly context: CallContext;
}

/** The fields of a refusal beside its code. */
export interface RefusalOptions {
  /** The error's message. Default: a text that names the operation. */
  readonly message?: string;
  /** The same call may succeed later. Default `false`. */
  readonly retryable?: boolean;
  /** The time to wait before another attempt, in milliseconds, from 0. Default: none. */
  readonly retryAfterMs?: number;
}

/** A declared error by name, for contracts without generated classes. */
export interface DeclaredFailure {
  /** Its name in the contract. */
  readonly reason: string;
  /** Its details, in the form that code works with. Default: none. */
  readonly details?: unknown;
  /** Its message. Default: the contract's. */
  readonly message?: string;
}

/**
 * The stub of an operation, which sets the outcome of its calls. An outcome applies to all later
 * calls; after `once` or `times` it applies to that number of calls. Those are used first, in the
 * order in which they were set.
 *
 * @typeParam Logged the type of `calls[…].input`, where it differs: the items of a stream.
 * @example
 * ```ts
 * restaurant.stubs.getRestaurant.once.unreachable().respond({ id: 5, name: "Da Enzo" });
 * ```
 */
export interface Stub<Input = unknown, Output = unknown, Failure = DeclaredFailure, Logged = Input> {
  /**
   * Succeeds with an output. The output of a stream is an iterable of its items; a function may be
   * a generator.
   * @throws {TypeError} for a value that does not match the contract.
   */
  respond(response: StubResponse<Input, Output>): Stub<Input, Output, Failure, Logged>;
  /**
   * Fails with a declared error of the operation.
   * @throws {TypeError} for an error that it does not declare.
   */
  fail(error: Failure | ((input: Input, context: CallContext) => Failure)): Stub<Input, Output, Failure, Logged>;
  /**
   * Fails as if the callee refused the call before its handler ran: not allowed, overloaded,
   * shutting down.
   */
  refuse(code: Code, options?: RefusalOptions): Stub<Input, Output, Failure, Logged>;
  /**
   * Fails as if the handler threw an undeclared error. Callers receive `internal`, without the
   * reason.
   */
  crash(reason?: unknown): Stub<Input, Output, Failure, Logged>;
  /** Fails as if the callee were unreachable: `unavailable`, with `sent: "not_sent"`. */
  unreachable(): Stub<Input, Output, Failure, Logged>;
  /**
   * Fails as if the connection were lost before the response: `unavailable`, with `sent:
   * "maybe_sent"`.
   */
  cut(): Stub<Input, Output, Failure, Logged>;
  /**
   * Returns the given items of a stream, then fails as if the connection were lost: `data_loss`.
   * @throws {TypeError} for an operation whose output is no stream.
   */
  cutAfter(response: StubResponse<Input, Output>): Stub<Input, Output, Failure, Logged>;
  /** Never responds: the caller's deadline or cancellation ends the call. */
  hang(): Stub<Input, Output, Failure, Logged>;
  /** Applies the next outcome to one call. */
  readonly once: Stub<Input, Output, Failure, Logged>;
  /** Applies the next outcome to `count` calls, an integer from 1. */
  times(count: number): Stub<Input, Output, Failure, Logged>;
  /**
   * Delays the next outcome by 0 to 2^31 milliseconds; the delay ends early if the call is
   * canceled.
   */
  delay(ms: number): Stub<Input, Output, Failure, Logged>;
  /** The received calls, in order. */
  readonly calls: readonly MockCall<Logged>[];
  /** Removes all outcomes and received calls. */
  reset(): void;
}
