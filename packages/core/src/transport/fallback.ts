/**
 * `fallback(a, b)`: the second carries a call when the first is unavailable and nothing was sent.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import { createTransport, type Dispatch, dispatchOf, type Receiver } from "../call/dispatch.ts";
import { type Failure, failureOfRejection, failureOfResponse, isUnreached } from "../policy/outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "../policy/policy-event.ts";
import { closeAll, type NamedTransport } from "./members.ts";

/**
 * Makes one transport of two, which it owns: closing it closes them. Any operation may fall back,
 * since its first callee cannot have seen the call; a call that was, or may have been, sent keeps
 * its error.
 * @param emit receives an event for each call that fell back. Default: none.
 */
export function createFallbackTransport(
  first: NamedTransport,
  second: NamedTransport,
  emit: EmitPolicyEvent = () => undefined,
): Transport {
  const dispatch = dispatchOf(first.transport);
  const parts: FallbackParts = { first: first.name, second: dispatchOf(second.transport), emit };
  return createTransport(
    (request, receiver) => dispatch(request, new FirstAttempt(parts, request, receiver)),
    () => closeAll([first, second]),
  );
}

interface FallbackParts {
  /** The name of the first. */
  readonly first: string;
  readonly second: Dispatch;
  readonly emit: EmitPolicyEvent;
}

/** A call at the first transport. */
class FirstAttempt implements Receiver {
  readonly #parts: FallbackParts;
  readonly #request: CallRequest;
  readonly #receiver: Receiver;

  constructor(parts: FallbackParts, request: CallRequest, receiver: Receiver) {
    this.#parts = parts;
    this.#request = request;
    this.#receiver = receiver;
  }

  succeed(response: CallResponse): void {
    if (response.error === undefined || !this.#fallBack(failureOfResponse(response.error))) {
      this.#receiver.succeed(response);
    }
  }

  fail(reason: unknown): void {
    if (!this.#fallBack(failureOfRejection(reason))) this.#receiver.fail(reason);
  }

  /** Dispatches the call to the second transport if the first cannot have seen it. */
  #fallBack(failure: Failure): boolean {
    const request = this.#request;
    const { operation, context } = request;
    if (context.ended || !isUnreached(request, failure)) return false;
    const { first, second, emit } = this.#parts;
    const about = { operation: operation.id, callId: context.callId, target: first };
    emitAbout(context, { type: "fellBack", code: failure.code, ...about }, emit);
    second(request, this.#receiver);
    return true;
  }
}
