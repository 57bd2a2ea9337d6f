/**
 * Strict mode: an in-process call that behaves as badly as a network may, reproducibly. Calls start in an order drawn from
 * the seed, every value takes the way over JSON text, idempotent operations run twice, and where retries are on, some calls fail
 * before they are sent. Code that passes under it does not lean on what only an in-process call gives.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import { createRandom } from "./seeded-random.ts";

/** @param seed decides the order of starts; the same seed and the same calls give the same order. */
export function createStrictTransport(dispatcher: Dispatcher, seed: number): Transport {
  const random = createRandom(seed);
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const release = (): void => {
    scheduled = false;
    for (const start of shuffle(waiting.splice(0), random)) start();
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (scheduled) return;
      scheduled = true;
      setImmediate(release);
    });
  return {
    async call(request) {
      await turn();
      if (request.context.cancellation !== undefined) throw request.context.cancellation;
      if (request.operation.streaming !== undefined) return await dispatchStream(dispatcher, request);
      if (request.operation.idempotent) await dispatcher.dispatch(overText(request));
      return overTextBack(await dispatcher.dispatch(overText(request)));
    },
  };
}

/** Of how many calls one fails at first. */
const callsPerFault = 8;

/**
 * Strict mode's faults: the first attempt of some calls fails with `unavailable`, nothing sent. Stands behind a retry policy, which
 * hides them; a call is struck once at most, so one retry suffices.
 * @param seed decides which calls; the same seed and the same calls give the same faults.
 */
export function injectFaults(transport: Transport, seed: number): Transport {
  const random = createRandom(seed ^ 0x5eed);
  const attempted = new WeakSet<CallContext>();
  return {
    async call(request) {
      const { context, operation } = request;
      const struck = !attempted.has(context) && random() * callsPerFault < 1;
      attempted.add(context);
      if (!struck) return transport.call(request);
      throw context.fail("unavailable", `${operation.id} met a fault of strict mode`, { sent: "not_sent" });
    },
  };
}

/** A stream runs once: what it reads cannot be read again. */
async function dispatchStream(dispatcher: Dispatcher, request: CallRequest): Promise<CallResponse> {
  const { streaming } = request.operation;
  const uploads = streaming !== undefined && streaming.input !== "none";
  const input = uploads ? eachThroughJson(request.input as AsyncIterable<unknown>) : throughJson(request.input);
  const response = await dispatcher.dispatch({ ...request, input, local: false });
  if (response.error !== undefined || streaming?.output === "none") return overTextBack(response);
  return { output: eachThroughJson(response.output as AsyncIterable<unknown>), local: false };
}

async function* eachThroughJson(items: AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
  for await (const item of items) yield item instanceof Uint8Array ? item.slice() : throughJson(item);
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
