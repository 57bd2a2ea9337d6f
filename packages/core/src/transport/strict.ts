/**
 * Strict mode: in-process calls that behave as badly as a network may, reproducibly. Calls start in
 * an order drawn from the seed, every value is converted to JSON text and back, idempotent
 * operations run twice, and where retries are on, some calls fail before they are sent. Code that
 * passes in strict mode does not depend on guarantees of in-process calls.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import { createTransport, type Dispatch, type Receiver } from "../call/dispatch.ts";
import { mapItems } from "../call/stream.ts";
import type { CallContext } from "../context/call-context.ts";
import { afterTurn, soon } from "../platform/real-time.ts";
import type { Streaming } from "../schema/stream-schema.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import { createRandom } from "./seeded-random.ts";

/**
 * Carries calls to a dispatcher in this process as a network may: started in another order, as JSON
 * text, idempotent ones twice.
 * @param seed decides the order of starts; the same seed and the same calls give the same order.
 */
export function createStrictTransport(dispatcher: Dispatcher, seed: number): Transport {
  const random = createRandom(seed);
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const release = (): void => {
    scheduled = false;
    for (const one of shuffle(waiting.splice(0), random)) one();
  };
  return createTransport((request, receiver) => {
    waiting.push(() => start(dispatcher, request, receiver));
    if (scheduled) return;
    scheduled = true;
    afterTurn(release);
  });
}

function start(dispatcher: Dispatcher, request: CallRequest, receiver: Receiver): void {
  const { operation, context } = request;
  if (context.cancellation !== undefined) receiver.fail(context.cancellation);
  else if (operation.streaming !== undefined) startStream(dispatcher, request, receiver, operation.streaming);
  else if (operation.idempotent) {
    const again = (): void => dispatcher.dispatch(overText(request), passOn(receiver, overTextBack));
    dispatcher.dispatch(overText(request), { succeed: again, fail: (reason) => receiver.fail(reason) });
  } else dispatcher.dispatch(overText(request), passOn(receiver, overTextBack));
}

/** Passes on responses that `change` has converted. */
function passOn(receiver: Receiver, change: (response: CallResponse) => CallResponse): Receiver {
  return { succeed: (response) => receiver.succeed(change(response)), fail: (reason) => receiver.fail(reason) };
}

/** One of so many calls fails at first. */
const callsPerFault = 8;

/**
 * Strict mode's faults: the first attempt of some calls fails with `unavailable`, nothing sent.
 * Used behind a retry policy, which hides them; a call fails at most once, so one retry suffices.
 * @param seed decides which calls; the same seed and the same calls give the same faults.
 */
export function injectFaults(dispatch: Dispatch, seed: number): Dispatch {
  const random = createRandom(seed ^ 0x5eed);
  const attempted = new WeakSet<CallContext>();
  return (request, receiver) => {
    const { context, operation } = request;
    const struck = !attempted.has(context) && random() * callsPerFault < 1;
    attempted.add(context);
    if (!struck) {
      dispatch(request, receiver);
      return;
    }
    const text = `${operation.id} met a fault of strict mode`;
    soon(() => receiver.fail(context.fail("unavailable", text, { sent: "not_sent" })));
  };
}

/** A stream runs once: its items cannot be read again. */
function startStream(dispatcher: Dispatcher, request: CallRequest, receiver: Receiver, streaming: Streaming): void {
  const input =
    streaming.input === "none" ? throughJson(request.input) : eachThroughJson(request.input as AsyncIterable<unknown>);
  const back = (response: CallResponse): CallResponse =>
    response.error !== undefined || streaming.output === "none"
      ? overTextBack(response)
      : { output: eachThroughJson(response.output as AsyncIterable<unknown>), local: false };
  dispatcher.dispatch({ ...request, input, local: false }, passOn(receiver, back));
}

function eachThroughJson(items: AsyncIterable<unknown>): AsyncIterable<unknown> {
  return mapItems(items, (item) => (item instanceof Uint8Array ? item.slice() : throughJson(item)));
}

function overText(request: CallRequest): CallRequest {
  return { ...request, input: throughJson(request.input), local: false };
}

function overTextBack(response: CallResponse): CallResponse {
  return {
    output: throughJson(response.output),
    error: throughJson(response.error) as CallResponse["error"],
    local: false,
  };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function shuffle<Item>(items: Item[], random: () => number): Item[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
  return items;
}
