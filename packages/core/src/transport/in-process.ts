/** The in-process transport: a dispatcher behind one microtask hop. */

import type { Transport } from "../call/call-request.ts";
import { createTransport, type Receiver } from "../call/dispatch.ts";
import { afterTurn } from "../platform/real-time.ts";
import { longTurn } from "../platform/turn.ts";
import type { Dispatcher } from "../server/dispatcher.ts";

/**
 * Calls that may start on microtasks alone before one waits for the event loop, so that no loop of
 * calls starves I/O.
 */
const callsPerTurn = 512;

/** Calls per look at the time: calls of handlers that compute make a long turn sooner. */
const callsPerLook = 16;

const settled: Promise<void> = Promise.resolve();

/**
 * Carries calls to a dispatcher in this process, never synchronously. Values are isolated by the
 * encoding on either side, never shared. Its `call` is also the promise form of the dispatcher.
 *
 * @example
 * ```ts
 * import { createClient, defineContract } from "@seamline/core";
 * import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
 * import { z } from "zod";
 *
 * const input = z.object({ name: z.string() });
 * const output = z.string();
 * const greeter = defineContract("greeter", { operations: { greet: { input, output } } });
 * const greet = ({ name }: { name: string }): string => `hello ${name}`;
 * const transport = createInProcessTransport(createDispatcher(greeter, { greet }));
 * console.log(await createClient(greeter, transport).greet({ name: "ada" })); // hello ada
 * ```
 */
export function createInProcessTransport(dispatcher: Dispatcher): Transport {
  let callsThisTurn = 0;
  return createTransport((request, receiver) => {
    const outward = request.operation.streaming === undefined ? receiver : withoutEnd(receiver);
    const start = (): void => dispatcher.dispatch(request, outward);
    callsThisTurn += 1;
    const isDue = callsThisTurn >= callsPerTurn || (callsThisTurn % callsPerLook === 0 && longTurn() !== undefined);
    if (!isDue) void settled.then(start);
    else {
      callsThisTurn = 0;
      afterTurn(start);
    }
  });
}

/** Drops the end of a stream's producer, which no other transport can report. */
function withoutEnd(receiver: Receiver): Receiver {
  return {
    succeed: (response) => receiver.succeed({ ...response, ended: undefined }),
    fail: (reason) => receiver.fail(reason),
  };
}
