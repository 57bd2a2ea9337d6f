/** Streams within a call: read once, step by step, never beyond the call's end. */

import type { CallContext } from "../context/call-context.ts";
import { ServiceError } from "../error/service-error.ts";
import { now } from "../platform/real-time.ts";
import { longTurn } from "../platform/turn.ts";
import type { WireError } from "./call-request.ts";

/**
 * Thrown by the callee's stream of wire items: the call failed after its response had begun.
 *
 * @example
 * ```ts
 * import { StreamFailure } from "@seamline/core/extend";
 *
 * async function* output() {
 *   yield { id: 1 };
 *   throw new StreamFailure({ code: "data_loss", message: "the feed ended early" });
 * }
 * try {
 *   for await (const { id } of output()) console.log(id); // 1
 * } catch (reason) {
 *   if (reason instanceof StreamFailure) console.log(reason.error.code); // data_loss
 * }
 * ```
 */
export class StreamFailure extends Error {
  /** The failure in its wire form. */
  readonly error: WireError;

  /** Wraps the wire form of a failure; its message becomes the error's own. */
  constructor(error: WireError) {
    super(error.message);
    this.error = error;
  }
}

/**
 * A stream with one consumer: items are not kept, so a second consumer would miss those already
 * read.
 * @param read runs when the consumer pulls the first item.
 */
export function readOnce<Item>(
  operation: string,
  part: "input" | "output",
  read: () => AsyncGenerator<Item, void, void>,
): AsyncIterable<Item> {
  let taken = false;
  return {
    [Symbol.asyncIterator]() {
      if (taken) {
        const text = `${operation}: the ${part} has a consumer already; expected one. Collect the items if several need them`;
        throw new ServiceError("failed_precondition", text, { operation });
      }
      taken = true;
      return read();
    },
  };
}

/**
 * Awaits one step of a call at a time: rejects with the call's cancellation as soon as there is
 * one.
 */
export type UntilCanceled = <Value>(step: Promise<Value>) => Promise<Value>;

/**
 * Makes the cancelable await of a call with many steps. It listens to the context once, for any
 * number of steps. Steps that follow each other on microtasks alone give way to the event loop now
 * and then, and none settles after the deadline.
 */
export function untilCanceled(context: CallContext): UntilCanceled {
  return new StreamSteps(context).take;
}

/** The steps of a stream within a call, whose reader may leave while one is pending. */
export class StreamSteps {
  readonly #context: CallContext;
  #reject: ((reason: unknown) => void) | undefined;

  /** Listens to the context once, for any number of steps. */
  constructor(context: CallContext) {
    this.#context = context;
    context.onCancel((error) => this.#reject?.(error));
  }

  /** Awaits one step; see {@link untilCanceled}. */
  readonly take: UntilCanceled = (step) =>
    new Promise((resolve, reject) => {
      const context = this.#context;
      this.#reject = reject;
      step.then((value) => {
        const turn = pace(context);
        if (turn === undefined) resolve(value);
        else void turn.then(() => resolve(value));
      }, reject);
      if (context.cancellation !== undefined) reject(context.cancellation);
    });

  /** Rejects the pending step. */
  leave(reason: unknown): void {
    this.#reject?.(reason);
  }
}

/**
 * Expires a call whose deadline has passed, for timers do not fire while items follow each other
 * without I/O.
 * @returns a promise of the next turn of the event loop, if it is due one.
 */
export function pace(context: CallContext): Promise<void> | undefined {
  const time = now();
  if (context.startClock() <= time) context.expire();
  return longTurn(time);
}

/**
 * Lets the reader of a generator leave while an item is pending: alone, a generator would do so once
 * the item has come.
 * @param leave settles what the generator awaits; called at every `return` and `throw`.
 */
export function leavable<Item>(
  items: AsyncGenerator<Item, void, void>,
  leave: () => void,
): AsyncGenerator<Item, void, void> {
  const { return: end, throw: fail } = items;
  return Object.assign(items, {
    return(value: undefined) {
      leave();
      return end.call(items, value);
    },
    throw(reason: unknown) {
      leave();
      return fail.call(items, reason);
    },
  });
}

/** The wire items of a client stream, on their caller's side. */
export class ClientItems implements AsyncIterable<unknown> {
  /** `true` once an item was asked for: no other attempt at the call can have the items then. */
  begun = false;
  readonly #read: () => AsyncIterator<unknown>;

  /** @param read makes a reader, which sets `begun` when it pulls its first item. */
  constructor(read: () => AsyncIterator<unknown>) {
    this.#read = read;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return this.#read();
  }
}

/** A stream with each item changed. Leaving it leaves the items, also while one is pending. */
export function mapItems(items: AsyncIterable<unknown>, change: (item: unknown) => unknown): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const source = items[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await source.next();
          return step.done === true ? step : { done: false, value: change(step.value) };
        },
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** True for a value that can be read as a stream. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
