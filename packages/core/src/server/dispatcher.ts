/**
 * The callee's half of the call path: admission, validation, the handler in its own async frame, the answer encoded. One
 * dispatcher stands behind every transport that reaches a module.
 */

import { isPromise } from "node:util/types";
import { CallContext } from "../call/call-context.ts";
import { type CallRequest, type CallResponse, type Interceptor, intercept } from "../call/call-request.ts";
import { decodeInput, encodeOutput } from "../call/encoding.ts";
import { runInContext } from "../call/frame.ts";
import type { Contract, Operation } from "../contract/operation.ts";
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
    const { streaming } = operation;
    const serve =
      streaming === undefined
        ? (request: CallRequest) => handle(operation, handler, request, onError)
        : (request: CallRequest) =>
            handleStream(operation, streaming, handler, request, (reason) => report(onError, reason, request.context));
    const run = intercept(options.interceptors ?? [], serve);
    routes.set(operation.name, { operation, run });
  }
  return {
    contract,
    async dispatch(request) {
      const { context } = request;
      // Whoever holds a context may call in its name: it must be the very object, and its call under way.
      if (!CallContext.is(context) || context.ended) {
        return failed(new ServiceError("permission_denied", "expected the context of a call that is under way"));
      }
      const route = routes.get(request.operation.name);
      if (route === undefined) {
        return failed(new ServiceError("unimplemented", `${request.operation.id} is not an operation of this service`));
      }
      const { operation } = route;
      if (!mayCall(operation, context)) {
        const caller = context.caller ?? "code outside modules";
        return failed(new ServiceError("permission_denied", `${operation.id} may not be called by ${caller}`));
      }
      try {
        // A caller with another copy of the contract checked against other schemas.
        const trusted = !request.local || operation === request.operation;
        // What a client interceptor set would not have crossed any other transport.
        const plain = trusted && request.within === undefined;
        return await route.run(plain ? request : { ...request, local: request.local && trusted, within: undefined });
      } catch (reason) {
        if (ServiceError.is(reason)) return failed(reason);
        report(onError, reason, context);
        return { error: encodeHandlerError(operation, reason, context).error, local: true };
      }
    },
  };
}

interface Route {
  readonly operation: Operation;
  readonly run: (request: CallRequest) => Promise<CallResponse>;
}

function mayCall(operation: Operation, context: CallContext): boolean {
  if (operation.allow === undefined || context.origin === "public") return true;
  return context.caller !== undefined && operation.allow.has(context.caller);
}

async function handle(
  operation: Operation,
  handler: Handler,
  request: CallRequest,
  onError: OnError,
): Promise<CallResponse> {
  const { context } = request;
  const input = decodeInput(operation, request.input, request.local);
  let result: unknown;
  try {
    const returned = runInContext(context, handler, input as never, request.within);
    // Only promises are awaited: a result with a `then` key is data.
    result = returned instanceof Promise || isPromise(returned) ? await returned : returned;
  } catch (reason) {
    const { error, masked } = encodeHandlerError(operation, reason, context);
    if (masked) report(onError, reason, context);
    return { error, local: true };
  }
  try {
    return { output: encodeOutput(operation, result), local: request.operation === operation };
  } catch (reason) {
    report(onError, reason, context);
    throw reason;
  }
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
