/** `fallback(a, b)`: the second carries a call when the first is unavailable and nothing was sent. */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import { type Failure, failureOfAnswer, failureOfRejection, isUnreached } from "../policy/outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "../policy/policy-event.ts";
import { closeAll, type NamedTransport } from "./members.ts";

/**
 * Makes one transport of two, which it owns: closing it closes them. Any operation may fall back, since its first callee cannot
 * have seen the call; a call that was, or may have been, sent keeps its error.
 * @param emit told of each call that fell back. Default: nobody is.
 */
export function createFallbackTransport(
  first: NamedTransport,
  second: NamedTransport,
  emit: EmitPolicyEvent = () => undefined,
): Transport {
  const fallBack = (request: CallRequest, { code }: Failure): Promise<CallResponse> => {
    const { operation, context } = request;
    const about = { operation: operation.id, callId: context.callId, target: first.name };
    emitAbout(context, { type: "fellBack", code, ...about }, emit);
    return second.transport.call(request);
  };
  return {
    async call(request) {
      let response: CallResponse;
      try {
        response = await first.transport.call(request);
      } catch (reason) {
        const failure = failureOfRejection(reason);
        if (isUnreached(request, failure) && !request.context.ended) return fallBack(request, failure);
        throw reason;
      }
      if (response.error === undefined) return response;
      const failure = failureOfAnswer(response.error);
      return isUnreached(request, failure) ? fallBack(request, failure) : response;
    },
    close: () => closeAll([first, second]),
  };
}
