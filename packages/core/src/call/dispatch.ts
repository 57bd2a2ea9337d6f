/**
 * The inner form of a call: `dispatch(request, receiver)`. A call in one process has three promises
 * that can be seen: the caller's, the hop before the callee, the handler's. Layers that pass a
 * promise on (`async` functions, `then`) would each add one, with its microtasks and garbage, and
 * two parses of a small value cost no more than three or four of them. So every layer between
 * caller and handler takes a receiver and passes one on. A promise is made at three edges only: an
 * interceptor, a transport written with promises, and the reader of a stream. {@link toDispatch}
 * and {@link toCall} are these edges.
 */

import { type CallRequest, type CallResponse, type Interceptor, intercept, type Transport } from "./call-request.ts";

/**
 * Receives the outcome of one call: exactly one of `succeed` or `fail` is called, once. Its methods
 * never throw.
 */
export interface Receiver {
  /** The callee responded, with an output or with an error in its wire form. */
  succeed(response: CallResponse): void;
  /** The call got no response: the reason that the promise of a transport would reject with. */
  fail(reason: unknown): void;
}

/**
 * Starts one call. Does not throw. A transport calls the receiver after the function has returned,
 * never before.
 */
export type Dispatch = (request: CallRequest, receiver: Receiver) => void;

type Call = Transport["call"];

/** The inner form of a call that returns promises. */
export function toDispatch(call: Call): Dispatch {
  return (request, receiver) => {
    let response: Promise<CallResponse>;
    try {
      response = Promise.resolve(call(request));
    } catch (reason) {
      response = Promise.reject(reason); // a transport that throws instead of rejecting
    }
    response.then(
      (found) => {
        if (typeof found === "object" && found !== null) receiver.succeed(found);
        else receiver.fail(new TypeError(`expected a response, an object with output or error, found ${typeof found}`));
      },
      (reason) => receiver.fail(reason),
    );
  };
}

/** The promise form of a call. */
export function toCall(dispatch: Dispatch): Call {
  return (request) => new Promise((succeed, fail) => dispatch(request, { succeed, fail }));
}

/**
 * Puts interceptors in front of a call; the first is outermost. Without any, returns the call
 * unchanged.
 */
export function dispatchThrough(interceptors: readonly Interceptor[], dispatch: Dispatch): Dispatch {
  return interceptors.length === 0 ? dispatch : toDispatch(intercept(interceptors, toCall(dispatch)));
}

const dispatches = new WeakMap<Transport, Dispatch>();

/**
 * Makes a transport of an inner form. For code that uses only `Transport` it is like any other.
 *
 * @param dispatch calls the receiver after it has returned, never before.
 * @param close frees the connections of the transport. Default: nothing to free.
 * @example
 * ```ts
 * import { createClient, defineContract } from "@seamline/core";
 * import { createTransport } from "@seamline/core/extend";
 * import { z } from "zod";
 *
 * const output = z.object({ ticks: z.int() });
 * const clock = defineContract("clock", { operations: { read: { output } } });
 * const transport = createTransport((_request, receiver) => {
 *   setImmediate(() => receiver.succeed({ output: { ticks: 7 }, local: false }));
 * });
 * console.log(await createClient(clock, transport).read()); // { ticks: 7 }
 * ```
 */
export function createTransport(dispatch: Dispatch, close?: () => Promise<void>): Transport {
  return withDispatch({ call: toCall(dispatch), ...(close !== undefined && { close }) }, dispatch);
}

/** Declares the inner form of a transport whose `call` does the same. */
export function withDispatch<Carrier extends Transport>(transport: Carrier, dispatch: Dispatch): Carrier {
  dispatches.set(transport, dispatch);
  return transport;
}

/**
 * The inner form of any transport. It is found by the object's identity, so a transport that wraps
 * another is never bypassed.
 */
export function dispatchOf(transport: Transport): Dispatch {
  return dispatches.get(transport) ?? toDispatch((request) => transport.call(request));
}
