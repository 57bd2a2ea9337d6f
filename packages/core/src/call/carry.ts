/**
 * Calls without promises of their own. A call in one process has three promises that somebody can see: the caller's, the hop before
 * the callee, the handler's. Layers that hand a promise on (`async` functions, `then`) would each add one, with its microtasks and
 * garbage, and two parses of a small value cost no more than three or four of them. So what lies between caller and handler
 * tells a receiver instead. Transports and interceptors keep to promises, as everybody writes them; where one stands in the way,
 * {@link toCarry} goes around it at the price of that one promise. A transport made by {@link createTransport} has both forms.
 */

import type { CallRequest, CallResponse, Transport } from "./call-request.ts";

/**
 * Is told once how a call went: what the promise of a transport would settle with. Its methods
 * never throw.
 */
export interface Receiver<Result = CallResponse> {
  succeed(result: Result): void;
  fail(reason: unknown): void;
}

/**
 * Carries a call and tells its receiver, never before the function has returned. Does not throw.
 */
export type Carry = (request: CallRequest, receiver: Receiver) => void;

type Call = (request: CallRequest) => Promise<CallResponse>;

/** The form with a receiver of a call that makes promises. */
export function toCarry(call: Call): Carry {
  return (request, receiver) => {
    let answer: Promise<CallResponse>;
    try {
      answer = Promise.resolve(call(request));
    } catch (reason) {
      answer = Promise.reject(reason); // an author who threw where a rejection was meant
    }
    answer.then(
      (response) => receiver.succeed(response),
      (reason) => receiver.fail(reason),
    );
  };
}

/** The form with a promise of a call that tells a receiver. */
export function toCall(carry: Carry): Call {
  return (request) => new Promise((succeed, fail) => carry(request, { succeed, fail }));
}

const carries = new WeakMap<Transport, Carry>();

/**
 * Makes a transport of its form with a receiver. Whoever knows only `Transport` calls it like any
 * other.
 */
export function createTransport(carry: Carry, close?: () => Promise<void>): Transport {
  const transport: Transport = { call: toCall(carry), ...(close !== undefined && { close }) };
  carries.set(transport, carry);
  return transport;
}

/** The shorter way over a transport that has one. Known by the very object, so that one which wraps another is never gone around. */
export function carryOf(transport: Transport): Carry {
  return carries.get(transport) ?? toCarry((request) => transport.call(request));
}
