/**
 * The callee's half of the call path: admission, validation, the handler in its own async frame,
 * the encoded output. Every transport reaches a module through its one dispatcher.
 */

import type { Interceptor } from "../call/call-request.ts";
import { type Dispatch, dispatchThrough, type Receiver } from "../call/dispatch.ts";
import { CallContext } from "../context/call-context.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import type { Code } from "../error/code.ts";
import { ServiceError } from "../error/service-error.ts";
import { hintAtCopies, noteServing } from "../platform/copies.ts";
import { arrayOf, assertSettings, callback, object, type Setting } from "../platform/setting.ts";
import { findMissingHandlers, type Handler } from "./handlers.ts";
import { serveStream } from "./serve-stream.ts";
import { serveValue } from "./serve-value.ts";
import { failed, reportToStderr, responding } from "./served.ts";

/** Runs the handlers of one contract. */
export interface Dispatcher {
  /** The contract of the module. */
  readonly contract: Contract;
  /**
   * Runs one call. Only ever succeeds: failures are in the response, in their wire form. May call
   * the receiver before it returns. {@link createInProcessTransport} has the promise form.
   */
  readonly dispatch: Dispatch;
}

/** The interceptors of a dispatcher, and its log. */
export interface DispatcherOptions {
  /** Wrapped around every call, the first outermost. Default: none. */
  readonly interceptors?: readonly Interceptor[];
  /**
   * Receives every handler error that is masked for the caller, and every output outside the
   * contract. What it throws or rejects with is dropped. Default: one line on stderr.
   */
  readonly onError?: (error: unknown, context: CallContext) => void;
}

const dispatcherSetting: Setting = object({
  interceptors: arrayOf("an array of interceptors", callback),
  onError: callback,
});

/**
 * Makes the dispatcher of a module.
 *
 * @param handlers a function for each operation, by name: the input and the context in, the output
 * out.
 * @throws {TypeError} naming the operations that have no handler, and for an unknown or invalid option.
 * @example
 * ```ts
 * import { defineContract } from "@seamline/core";
 * import { createDispatcher } from "@seamline/core/extend";
 *
 * const clock = defineContract("clock", { operations: { tick: {} } });
 * const dispatcher = createDispatcher(clock, { tick: () => undefined });
 * console.log(dispatcher.contract.name); // clock
 * ```
 */
export function createDispatcher(contract: Contract, handlers: object, options: DispatcherOptions = {}): Dispatcher {
  noteServing();
  assertSettings("createDispatcher", dispatcherSetting, options);
  const missing = findMissingHandlers(contract, handlers);
  if (missing.length > 0)
    throw new TypeError(
      `handlers of ${contract.name}: expected a function for each operation, found none for ${missing.join(", ")}`,
    );
  const { interceptors = [], onError = reportToStderr } = options;
  const routes = new Map<string, Route>();
  for (const operation of Object.values(contract.operations)) {
    const handler = ((handlers as Record<string, Handler>)[operation.name] as Handler).bind(handlers);
    const served = { operation, handler, onError, intercepted: interceptors.length > 0 };
    const serve = operation.streaming === undefined ? serveValue(served) : serveStream(served, operation.streaming);
    const intercepted = dispatchThrough(interceptors, serve);
    const dispatch =
      intercepted === serve && operation.streaming === undefined ? serve : responding(served, intercepted);
    routes.set(operation.id, { operation, dispatch });
  }
  const dispatch: Dispatch = (request, receiver) => {
    const { context } = request;
    // The holder of a context may call in its name: it must be the same object, and its call in
    // flight.
    if (!CallContext.is(context) || context.ended) {
      refuse(receiver, "permission_denied", `expected the context of a call in flight${hintAtCopies()}`);
      return;
    }
    const route = routes.get(request.operation.id);
    if (route === undefined) {
      refuse(receiver, "unimplemented", `${request.operation.id} is not an operation of this service`);
      return;
    }
    const { operation } = route;
    if (operation.allow !== undefined && !isAllowed(operation.allow, context)) {
      const caller = context.caller ?? "code outside modules";
      refuse(receiver, "permission_denied", `${operation.id} may not be called by ${caller}`);
      return;
    }
    // A caller with another copy of the contract checked against other schemas.
    const trusted = !request.local || operation === request.operation;
    // A scope set by a client interceptor would not cross any other transport.
    const plain = trusted && request.within === undefined;
    const admitted = plain ? request : { ...request, local: request.local && trusted, within: undefined };
    route.dispatch(admitted, receiver);
  };
  return { contract, dispatch };
}

interface Route {
  readonly operation: Operation;
  /** Only ever succeeds. */
  readonly dispatch: Dispatch;
}

function isAllowed(allow: ReadonlySet<string>, { origin, caller }: CallContext): boolean {
  return origin === "public" || (caller !== undefined && allow.has(caller));
}

function refuse(receiver: Receiver, code: Code, message: string): void {
  receiver.succeed(failed(new ServiceError(code, message)));
}
