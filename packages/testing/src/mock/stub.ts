/** How tests say what a mocked operation does. Generated clients type a stub for each operation; see `StubsOf` for those that are not. */

import type { CallContext, Code } from "@seamline/core";

/** A value, or a function that makes one for each call. */
export type StubResponse<Input, Answer> = Answer | ((input: Input, context: CallContext) => Answer | Promise<Answer>);

/** One call that a mock has received. Repeated attempts are calls of their own. */
export interface MockCall<Input = unknown> {
  /** `service.operation`. */
  readonly operation: string;
  /** A copy of what the stub received. Of a stream, the items that have been read so far. */
  readonly input: Input;
  /** The call's identity, principal and deadline. */
  readonly context: CallContext;
}

/** The fields of a refusal beside its code. */
export interface RefusalOptions {
  /** Text for people. Default: one that names the operation. */
  readonly message?: string;
  /** The same call may succeed later. Default `false`. */
  readonly retryable?: boolean;
  /** Milliseconds to wait before another attempt, from 0. Default: none. */
  readonly retryAfterMs?: number;
}

/** A declared error by its name, for contracts without generated classes. */
export interface DeclaredFailure {
  /** Its name in the contract. */
  readonly reason: string;
  /** Its details, as the contract's schema has them in code. Default: none. */
  readonly details?: unknown;
  /** Replaces the message that the contract declares. Default: the contract's. */
  readonly message?: string;
}

/**
 * Sets the outcome of an operation's calls. `answer`, `fail` and their like hold for every call to
 * come; after `once` or `times` they hold for so many calls, in the order in which they were set,
 * and before the one that holds for every call.
 *
 * @typeParam Logged the type of `calls[…].input`, where it differs: the items of a stream.
 * @example
 * ```ts
 * restaurant.stubs.getRestaurant.once.unreachable().respond({ id: 5, name: "Da Enzo" });
 * ```
 */
export interface Stub<Input = unknown, Answer = unknown, Failure = DeclaredFailure, Logged = Input> {
  /**
   * Succeeds with an output. That of a stream are its items, and a function may be a generator.
   * @throws {TypeError} for a value outside the contract.
   */
  respond(answer: StubResponse<Input, Answer>): Stub<Input, Answer, Failure, Logged>;
  /**
   * Fails with a declared error of the operation.
   * @throws {TypeError} for one that it does not declare.
   */
  fail(error: Failure | ((input: Input, context: CallContext) => Failure)): Stub<Input, Answer, Failure, Logged>;
  /**
   * The callee turns the call away before its handler runs: not allowed, no room, shutting down.
   */
  refuse(code: Code, options?: RefusalOptions): Stub<Input, Answer, Failure, Logged>;
  /**
   * The handler throws an error that its contract does not declare. Callers see `internal`, and
   * nothing of the reason.
   */
  crash(reason?: unknown): Stub<Input, Answer, Failure, Logged>;
  /** The target cannot be reached: `unavailable`, and nothing was sent. */
  unreachable(): Stub<Input, Answer, Failure, Logged>;
  /** The connection is lost before a response comes: `unavailable`, and the call may have run. */
  cut(): Stub<Input, Answer, Failure, Logged>;
  /** The output is a stream that is lost after the items given here: `data_loss`. */
  cutAfter(answer: StubResponse<Input, Answer>): Stub<Input, Answer, Failure, Logged>;
  /** No response ever comes: the caller's deadline or cancellation ends the call. */
  hang(): Stub<Input, Answer, Failure, Logged>;
  /** The next outcome holds for one call. */
  readonly once: Stub<Input, Answer, Failure, Logged>;
  /** The next outcome holds for so many calls, at least 1. */
  times(count: number): Stub<Input, Answer, Failure, Logged>;
  /** The next outcome comes after so many milliseconds, 0 to 2^31, unless the call ends before. */
  delay(ms: number): Stub<Input, Answer, Failure, Logged>;
  /** The calls that this operation has received, in order. */
  readonly calls: readonly MockCall<Logged>[];
  /** Forgets the outcomes that were set, and the calls that were received. */
  reset(): void;
}
