/** How tests say what a mocked operation does. Generated clients type a stub for each operation; see `StubsOf` for those that are not. */

import type { CallContext, Code } from "@seamline/core";

/** A value, or what makes one for each call. */
export type Answering<Input, Answer> = Answer | ((input: Input, context: CallContext) => Answer | Promise<Answer>);

/** One call that a mock has received. Repeated attempts are calls of their own. */
export interface MockCall<Input = unknown> {
  /** `service.operation`. */
  readonly operation: string;
  /** A copy of what the stub received. Of a stream, the items that have been read so far. */
  readonly input: Input;
  /** Who called, for whom, until when. */
  readonly context: CallContext;
}

/** What is said of a refusal beside its code. */
export interface RefusalOptions {
  readonly message?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/** A declared error by its name, for contracts without generated classes. */
export interface DeclaredFailure {
  readonly reason: string;
  readonly details?: unknown;
  readonly message?: string;
}

/**
 * Says what an operation does when it is called. `answer`, `fail` and their like hold for every
 * call to come; after `once` or `times` they hold for so many calls, in the order in which they
 * were said, and before what holds for every call.
 *
 * @typeParam Logged the type of `calls[…].input`, where it differs: the items of a stream.
 * @example
 * ```ts
 * restaurant.stubs.getRestaurant.once.unreachable().answer({ id: 5, name: "Da Enzo" });
 * ```
 */
export interface Stub<Input = unknown, Answer = unknown, Failure = DeclaredFailure, Logged = Input> {
  /**
   * Answers. A stream is answered with its items, and a function may be a generator. @throws
   * {TypeError} for a value outside the contract.
   */
  answer(answer: Answering<Input, Answer>): Stub<Input, Answer, Failure, Logged>;
  /**
   * Fails with a declared error of the operation. @throws {TypeError} for one that it does not
   * declare.
   */
  fail(error: Failure | ((input: Input, context: CallContext) => Failure)): Stub<Input, Answer, Failure, Logged>;
  /**
   * The callee turns the call away before its handler runs: not allowed, no room, shutting down.
   */
  refuse(code: Code, options?: RefusalOptions): Stub<Input, Answer, Failure, Logged>;
  /**
   * The handler throws what its contract does not declare. Callers see `internal`, and nothing of
   * the reason.
   */
  crash(reason?: unknown): Stub<Input, Answer, Failure, Logged>;
  /** Nobody is there: `unavailable`, and nothing was sent. */
  unreachable(): Stub<Input, Answer, Failure, Logged>;
  /** The connection is lost before an answer comes: `unavailable`, and the call may have run. */
  cut(): Stub<Input, Answer, Failure, Logged>;
  /** The answer is a stream that is lost after what is given here: `data_loss`. */
  cutAfter(answer: Answering<Input, Answer>): Stub<Input, Answer, Failure, Logged>;
  /** No answer ever comes: the caller's deadline or cancellation ends the call. */
  hang(): Stub<Input, Answer, Failure, Logged>;
  /** The next thing said holds for one call. */
  readonly once: Stub<Input, Answer, Failure, Logged>;
  /** The next thing said holds for so many calls. */
  times(count: number): Stub<Input, Answer, Failure, Logged>;
  /** The next thing said happens after so many milliseconds, unless the call is canceled before. */
  delay(ms: number): Stub<Input, Answer, Failure, Logged>;
  /** The calls that this operation has received, in order. */
  readonly calls: readonly MockCall<Logged>[];
  /** Forgets what was said and received. */
  reset(): void;
}
