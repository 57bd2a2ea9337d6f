/**
 * Calls without promises of their own. A call in one process has three promises that somebody can see: the caller's, the hop before
 * the callee, the handler's. Layers that hand a promise on (`async` functions, `then`) would each add one, with its microtasks and
 * garbage, and two parses of a small value cost no more than three or four of them. So what lies between caller and handler
 * tells a receiver instead. Transports and interceptors keep to promises, as everybody writes them; where one stands in the way,
 * {@link toCarry} goes around it at the price of that one promise.
 */

import type { CallRequest, CallResponse } from "./call-request.ts";

/** Is told once how a call went: what the promise of a transport would settle with. Its methods never throw. */
export interface Receiver<Result = CallResponse> {
  succeed(result: Result): void;
  fail(reason: unknown): void;
}

/** Carries a call and tells its receiver, never before the function has returned. Does not throw. */
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
