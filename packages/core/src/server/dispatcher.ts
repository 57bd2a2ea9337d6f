/**
 * The callee's half of the call path: admission, validation, the handler in its own async frame, the answer encoded. One
 * dispatcher stands behind every transport that reaches a module.
 */

import { isPromise } from "node:util/types";
import { CallContext } from "../call/call-context.ts";
import { type CallRequest, type CallResponse, type Interceptor, intercept } from "../call/call-request.ts";
import { type Carry, type Receiver, toCall, toCarry } from "../call/carry.ts";
import { decodeInput, encodeOutput } from "../call/encoding.ts";
import { runInContext } from "../call/frame.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import type { Streaming } from "../contract/stream-schema.ts";
import type { Code } from "../error/code.ts";
import { printReason } from "../error/print-reason.ts";
import { ServiceError } from "../error/service-error.ts";
import { handleStream } from "./handle-stream.ts";
import { findMissingHandlers, type Handler } from "./handlers.ts";
import { encodeHandlerError, encodeServiceError } from "./wire-error.ts";

/** Runs the handlers of one contract. */
export interface Dispatcher {
  readonly contract: Contract;
  /** Runs one call. Never rejects: failures are in the response, in their wire form. */
  dispatch(request: CallRequest): Promise<CallResponse>;
  /** {@link dispatch} without a promise of its own. Only ever succeeds. */
  readonly carry: Carry;
}

/** How a dispatcher is made. */
export interface DispatcherOptions {
  /** Wrapped around every call, the first outermost. */
  readonly interceptors?: readonly Interceptor[];
  /** Told of every error that does not cross as it is. Default: one line on stderr. What it throws is dropped. */
  readonly onError?: (error: unknown, context: CallContext) => void;
}

/**
 * Makes the dispatcher of a module.
 * @throws {TypeError} naming the operations that have no handler.
 */
export function createDispatcher(contract: Contract, handlers: object, options: DispatcherOptions = {}): Dispatcher {
  const missing = findMissingHandlers(contract, handlers);
  if (missing.length > 0) throw new TypeError(`The handlers of ${contract.name} miss ${missing.join(", ")}`);
  const onError = options.onError ?? reportToStderr;
  const routes = new Map<string, Route>();
  for (const operation of Object.values(contract.operations)) {
    const handler = ((handlers as Record<string, Handler>)[operation.name] as Handler).bind(handlers);
    const route = { operation, handler, onError };
    const serve: Carry =
      operation.streaming === undefined
        ? (request, receiver) => handle(route, request, receiver)
        : toCarry((request) => handleStreaming(route, request));
    const { interceptors = [] } = options;
    const carry = interceptors.length === 0 ? serve : toCarry(intercept(interceptors, toCall(serve)));
    routes.set(operation.name, { ...route, carry });
  }
  const carry: Carry = (request, receiver) => {
    const { context } = request;
    // Whoever holds a context may call in its name: it must be the very object, and its call under way.
    if (!CallContext.is(context) || context.ended) {
      refuse(receiver, "permission_denied", "expected the context of a call that is under way");
      return;
    }
    const route = routes.get(request.operation.name);
    if (route === undefined) {
      refuse(receiver, "unimplemented", `${request.operation.id} is not an operation of this service`);
      return;
    }
    const { operation } = route;
    if (!mayCall(operation, context)) {
      const caller = context.caller ?? "code outside modules";
      refuse(receiver, "permission_denied", `${operation.id} may not be called by ${caller}`);
      return;
    }
    // A caller with another copy of the contract checked against other schemas.
    const trusted = !request.local || operation === request.operation;
    // What a client interceptor set would not have crossed any other transport.
    const plain = trusted && request.within === undefined;
    const admitted = plain ? request : { ...request, local: request.local && trusted, within: undefined };
    route.carry(admitted, new Answer(route, context, receiver));
  };
  return { contract, carry, dispatch: toCall(carry) };
}

/** An operation and what runs it. */
interface Served {
  readonly operation: Operation;
  readonly handler: Handler;
  readonly onError: OnError;
}

interface Route extends Served {
  readonly carry: Carry;
}
function mayCall(operation: Operation, context: CallContext): boolean {
  if (operation.allow === undefined || context.origin === "public") return true;
  return context.caller !== undefined && operation.allow.has(context.caller);
}

/** Turns what fails on the way to an answer into the answer. */
class Answer implements Receiver {
  readonly #served: Served;
  readonly #context: CallContext;
  readonly #receiver: Receiver;

  constructor(served: Served, context: CallContext, receiver: Receiver) {
    this.#served = served;
    this.#context = context;
    this.#receiver = receiver;
  }

  succeed(response: CallResponse): void {
    this.#receiver.succeed(response);
  }

  fail(reason: unknown): void {
    if (ServiceError.is(reason)) {
      this.#receiver.succeed(failed(reason));
      return;
    }
    const { operation, onError } = this.#served;
    report(onError, reason, this.#context);
    this.#receiver.succeed({ error: encodeHandlerError(operation, reason, this.#context).error, local: true });
  }
}

/** Runs a handler whose answer is one value. */
function handle(served: Served, request: CallRequest, receiver: Receiver): void {
  const { operation, handler } = served;
  let input: unknown;
  try {
    input = decodeInput(operation, request.input, request.local);
  } catch (reason) {
    receiver.fail(reason);
    return;
  }
  let returned: unknown;
  try {
    returned = runInContext(request.context, handler, input as never, request.within);
  } catch (reason) {
    answerFailure(served, reason, request, receiver);
    return;
  }
  // Only promises are awaited: a result with a `then` key is data.
  if (!(returned instanceof Promise || isPromise(returned))) {
    answerResult(served, returned, request, receiver);
    return;
  }
  try {
    then.call(
      returned,
      (result) => answerResult(served, result, request, receiver),
      (reason) => answerFailure(served, reason, request, receiver),
    );
  } catch (reason) {
    answerFailure(served, reason, request, receiver); // a promise that cannot be awaited either: its `constructor` throws
  }
}

/** Of this realm, so that what a handler's library does to its own promises is not met here. */
const { then } = Promise.prototype;

function answerResult({ operation, onError }: Served, result: unknown, request: CallRequest, receiver: Receiver): void {
  let response: CallResponse;
  try {
    response = { output: encodeOutput(operation, result), local: request.operation === operation };
  } catch (reason) {
    report(onError, reason, request.context);
    receiver.fail(reason);
    return;
  }
  receiver.succeed(response);
}

function answerFailure(
  { operation, onError }: Served,
  reason: unknown,
  request: CallRequest,
  receiver: Receiver,
): void {
  const { context } = request;
  const { error, masked } = encodeHandlerError(operation, reason, context);
  if (masked) report(onError, reason, context);
  receiver.succeed({ error, local: true });
}

function handleStreaming({ operation, handler, onError }: Served, request: CallRequest): Promise<CallResponse> {
  const { context } = request;
  return handleStream(operation, operation.streaming as Streaming, handler, request, (reason) =>
    report(onError, reason, context),
  );
}

function refuse(receiver: Receiver, code: Code, message: string): void {
  receiver.succeed(failed(new ServiceError(code, message)));
}

function failed(error: ServiceError): CallResponse {
  return { error: encodeServiceError(error), local: true };
}

type OnError = (error: unknown, context: CallContext) => void;

function report(onError: OnError, reason: unknown, context: CallContext): void {
  try {
    onError(reason, context);
  } catch {
    // The report failed; the call must not.
    reportToStderr(reason, context);
  }
}

function reportToStderr(reason: unknown, context: CallContext): void {
  process.stderr.write(`seamline: ${context.operation.id} failed, call ${context.callId}: ${printReason(reason)}\n`);
}
