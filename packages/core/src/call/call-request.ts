/**
 * The waist of Seamline: the request and response that every transport carries, and the interface
 * of every transport.
 */

import type { CallContext } from "../context/call-context.ts";
import type { HandlerScope } from "../context/frame.ts";
import type { Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";

/** One call on its way to the callee. */
export interface CallRequest {
  /** The operation that is called, compiled from the caller's copy of the contract. */
  readonly operation: Operation;
  /**
   * The wire value of the input: validated, plain data, owned by the request. An `AsyncIterable` of
   * such when the input is a stream.
   */
  readonly input: unknown;
  /** The call's identity, deadline and cancellation. */
  readonly context: CallContext;
  /**
   * `input` was encoded in this process by `operation`, so a callee with the same operation does
   * not check it again.
   */
  readonly local: boolean;
  /**
   * Runs around the handler, set by a server interceptor, inside the handler's own async frame:
   * interceptors themselves run outside of it. Only server interceptors may set it; it never
   * reaches a callee from its caller.
   */
  readonly within?: HandlerScope | undefined;
}

/** The callee's response: an output, or an error in its wire form. */
export interface CallResponse {
  /**
   * The wire value of the output; `undefined` for a void operation, or when there is an error. When
   * the output is a stream, an `AsyncIterable` of such, to be read once; it ends, or throws a
   * {@link StreamFailure} or the transport's ServiceError.
   */
  readonly output?: unknown;
  /**
   * For the interceptors of the callee's side: settles when a stream's producer is done, with its
   * failure. Absent if the output is no stream. Never rejects. Does not cross to the caller, whose
   * side watches the context.
   * @see {@link CallContext.observe}
   */
  readonly ended?: Promise<WireError | undefined> | undefined;
  /** The failure; `undefined` when the call succeeded. */
  readonly error?: WireError | undefined;
  /** `output` was encoded in this process by the request's own operation. */
  readonly local: boolean;
  /** The callee is about to stop: `balance(…)` prefers other members for a moment. Default `false`. */
  readonly draining?: boolean | undefined;
}

/**
 * An error as it crosses. Never carries a stack, a cause, or the message of an undeclared error.
 */
export interface WireError {
  /** The kind of failure. */
  readonly code: Code;
  /**
   * The name of the declared error; `undefined` for an error that the contract does not declare.
   */
  readonly reason?: string | undefined;
  /** Text for people, cut at 4,096 UTF-16 code units. */
  readonly message: string;
  /**
   * Encoded by the declared error's schema, or `{ issues }` for `invalid_argument`; absent if none.
   */
  readonly details?: unknown;
  /** The same call may succeed later. Default `false`. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait before another attempt, from 0. Default: the caller chooses. */
  readonly retryAfterMs?: number | undefined;
  /**
   * The callee never began the call (it drains, is not ready, or has no room): any operation may be
   * tried again. Default `false`.
   */
  readonly notSent?: boolean | undefined;
}

/** Carries one call. Combinators of transports are transports too. */
export interface Transport {
  /**
   * Resolves with the callee's response. Rejects with a ServiceError if the transport itself
   * failed; its `sent` is the progress of the call. Must stop working for a call whose context is
   * canceled; need not settle then.
   */
  call(request: CallRequest): Promise<CallResponse>;
  /**
   * Releases the resources of the transport, once calls in flight have ended. Absent if it has
   * none.
   */
  close?(): Promise<void>;
}

/** Wraps calls on either side. Composed once, when the topology is resolved. */
export type Interceptor = (
  request: CallRequest,
  next: (request: CallRequest) => Promise<CallResponse>,
) => Promise<CallResponse>;

/** Puts interceptors in front of a call; the first is outermost. */
export function intercept(
  interceptors: readonly Interceptor[],
  call: (request: CallRequest) => Promise<CallResponse>,
): (request: CallRequest) => Promise<CallResponse> {
  return interceptors.reduceRight<(request: CallRequest) => Promise<CallResponse>>(
    (next, interceptor) => async (request) => interceptor(request, next),
    call,
  );
}
