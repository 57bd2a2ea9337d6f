/** The in-process transport: a dispatcher behind one microtask hop. */

import type { Transport } from "../call/call-request.ts";
import { createTransport, type Receiver } from "../call/carry.ts";
import { inNextTurn } from "../platform/turn.ts";
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
  return new Promise((resolve) => inNextTurn(resolve));
}

/**
 * Carries calls to a dispatcher in this process. Values are isolated by the encoding on either
 * side, never shared.
 */
export function createInProcessTransport(dispatcher: Dispatcher): Transport {
  return createTransport((request, receiver) => {
    const outward = request.operation.streaming === undefined ? receiver : withoutEnd(receiver);
    void hop().then(() => dispatcher.carry(request, outward));
  });
}

/** When the producer of a stream is done no other transport can tell. */
function withoutEnd(receiver: Receiver): Receiver {
  return {
    succeed: (response) => receiver.succeed({ ...response, ended: undefined }),
    fail: (reason) => receiver.fail(reason),
  };
}
