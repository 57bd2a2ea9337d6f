/**
 * msw's handlers in front of any undici dispatcher: `new Agent().compose(mockInterceptor(handlers))`. msw itself intercepts `fetch`
 * and `node:http`, but not the package undici, whose dispatchers open their own sockets.
 */

import { fieldsOf } from "@seamline/core/internal";
import { type AnyHandler, getResponse, isPassthroughResponse, type RequestHandler } from "msw";
import type { Dispatcher } from "undici";
import { MockedController } from "./mocked-controller.ts";
import { createNetworkError } from "./network-error.ts";
import { replayResponse, within } from "./replay-response.ts";
import { toRequest } from "./to-request.ts";
import { mayPass, type OnUnhandledFrame } from "./unhandled.ts";

/**
 * Handlers, or an owner of them: msw's server, whose list `use`, `resetHandlers` and `boundary`
 * change.
 */
export type HandlerSource =
  | readonly AnyHandler[]
  | {
      /** The handlers at the moment of a request, the first match wins. */
      listHandlers(): readonly AnyHandler[];
    };

/** The treatment of requests that no handler matches, and the dispatcher's origin. */
export interface MockInterceptorOptions {
  /** The treatment of a request that no handler matches. Default `warn`, as in msw. */
  readonly onUnhandledFrame?: OnUnhandledFrame;
  /** The origin of a `Client` or `Pool`, whose requests have none. */
  readonly origin?: string;
}

/**
 * Makes an interceptor for `dispatcher.compose(…)`. Requests that a handler responds to never reach
 * a socket; `passthrough()` and requests without a handler go on to the dispatcher.
 */
export function mockInterceptor(
  source: HandlerSource,
  options: MockInterceptorOptions = {},
): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (request, handler) => {
    // Neither can be expressed as a `Request`.
    if (request.method === "CONNECT" || request.method === "TRACE" || request.upgrade)
      return dispatch(request, handler);
    // Within the caller's own async frame: that is how msw's boundaries work.
    const handlers = (isList(source) ? source : source.listHandlers()).filter(isRequestHandler);
    void exchange({ dispatch, request, handler, handlers, options });
    return true;
  };
}

interface Exchange {
  readonly dispatch: Dispatcher.Dispatch;
  readonly request: Dispatcher.DispatchOptions;
  readonly handler: Dispatcher.DispatchHandler;
  readonly handlers: RequestHandler[];
  readonly options: MockInterceptorOptions;
}

/** Never rejects: the handler is told. */
async function exchange({ dispatch, request, handler, handlers, options }: Exchange): Promise<void> {
  const controller = new MockedController();
  try {
    await Promise.resolve(); // no dispatch is answered before it has returned
    handler.onRequestStart?.(controller, {});
    if (controller.aborted) throw controller.reason;
    const replayable = toRequest(request, options.origin, controller.signal);
    const timeout = (): Error => createNetworkError("UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error");
    const finding = findAnswer(replayable.request, handlers, options);
    const answer = await within(finding, request.headersTimeout ?? 0, timeout, controller.signal);
    if (answer === undefined) {
      dispatch(replayable.options, forward(handler, controller));
      return;
    }
    if (answer.type === "error") throw createNetworkError("UND_ERR_SOCKET", "other side closed");
    const bodyTimeoutMs = request.bodyTimeout ?? 0;
    await replayResponse(answer, handler, controller, { method: request.method, bodyTimeoutMs });
  } catch (reason) {
    handler.onResponseError?.(controller, reason instanceof Error ? reason : new Error(String(reason)));
  }
}

/** The answer of a handler; `undefined` when the request shall go on. */
async function findAnswer(
  request: Request,
  handlers: RequestHandler[],
  { onUnhandledFrame = "warn" }: MockInterceptorOptions,
): Promise<Response | undefined> {
  if (request.headers.get("accept")?.includes("msw/passthrough")) return undefined; // msw's bypass()
  const unread = request.clone();
  let answer: Response | undefined;
  try {
    answer = await getResponse(handlers, request);
  } catch (reason) {
    if (reason instanceof Response) return reason; // msw takes a thrown response for the answer
    throw createNetworkError("UND_ERR_SOCKET", `a request handler for ${request.method} ${request.url} threw`, reason);
  }
  if (answer !== undefined) return isPassthroughResponse(answer) ? undefined : answer;
  if (await mayPass(unread, onUnhandledFrame)) return undefined;
  throw createNetworkError("UND_ERR_SOCKET", `${request.method} ${request.url} has no request handler`);
}

/** A handler for the real exchange: whoever dispatched has its controller already. */
function forward(handler: Dispatcher.DispatchHandler, controller: MockedController): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (real) => controller.attach(real),
    onRequestUpgrade: (_real, ...rest) => handler.onRequestUpgrade?.(controller, ...rest),
    onResponseStart(real, ...rest) {
      controller.rawHeaders = real.rawHeaders ?? null;
      handler.onResponseStart?.(controller, ...rest);
    },
    onResponseData: (_real, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd(real, trailers) {
      controller.rawTrailers = real.rawTrailers ?? null;
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError: (_real, error) => handler.onResponseError?.(controller, error),
  };
}

function isList(source: HandlerSource): source is readonly AnyHandler[] {
  return Array.isArray(source);
}

/** Others are of WebSockets. */
function isRequestHandler(handler: AnyHandler): handler is RequestHandler {
  return typeof fieldsOf(handler).run === "function" && "info" in handler;
}
