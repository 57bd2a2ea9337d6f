/**
 * The callee's half of the call path: admission, validation, the handler in its own async frame, the answer encoded. One
 * dispatcher stands behind every transport that reaches a module.
 */

import { type CallRequest, type CallResponse, type Interceptor, intercept } from "../call/call-request.ts";
import { type Carry, type Receiver, toCall, toCarry } from "../call/carry.ts";
import { CallContext } from "../context/call-context.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { ServiceError } from "../error/service-error.ts";
import type { Streaming } from "../schema/stream-schema.ts";
import { handleStream } from "./handle-stream.ts";
import { answering, failed, handleValue, report, reportToStderr, type Served } from "./handle-value.ts";
import { findMissingHandlers, type Handler } from "./handlers.ts";

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
  /**
   * Told of every error that does not cross as it is. Default: one line on stderr. What it throws
   * is dropped.
   */
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
    const { interceptors = [] } = options;
    const intercepted = interceptors.length > 0;
    const served = { operation, handler, onError, intercepted };
    const serve: Carry =
      operation.streaming === undefined
        ? (request, receiver) => handleValue(served, request, receiver)
        : toCarry((request) => handleStreaming(served, request));
    const plain = !intercepted && operation.streaming === undefined;
    const carry = plain ? serve : answering(served, intercept(interceptors, toCall(serve)));
    routes.set(operation.name, { operation, carry });
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
    route.carry(admitted, receiver);
  };
  return { contract, carry, dispatch: toCall(carry) };
}

interface Route {
  readonly operation: Operation;
  /** Only ever succeeds. */
  readonly carry: Carry;
}

function mayCall(operation: Operation, context: CallContext): boolean {
  if (operation.allow === undefined || context.origin === "public") return true;
  return context.caller !== undefined && operation.allow.has(context.caller);
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
