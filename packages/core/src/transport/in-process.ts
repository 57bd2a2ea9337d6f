/** The in-process transport: a dispatcher behind one microtask hop. */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import type { Dispatcher } from "../server/dispatcher.ts";

/** Calls that may start on microtasks alone before one waits for the event loop, so that no loop of calls starves I/O. */
const callsPerTurn = 512;

const settled: Promise<void> = Promise.resolve();
let callsThisTurn = 0;

/** Never synchronous; now and then a turn of the event loop. */
function hop(): Promise<void> {
  callsThisTurn += 1;
  if (callsThisTurn < callsPerTurn) return settled;
  callsThisTurn = 0;
  return new Promise((resolve) => setImmediate(resolve));
}

/** Carries calls to a dispatcher in this process. Values are isolated by the encoding on either side, never shared. */
export function createInProcessTransport(dispatcher: Dispatcher): Transport {
  return {
    async call(request: CallRequest): Promise<CallResponse> {
      await hop();
      const response = await dispatcher.dispatch(request);
      // When the producer is done no other transport can tell.
      return response.ended === undefined ? response : { ...response, ended: undefined };
    },
  };
}
