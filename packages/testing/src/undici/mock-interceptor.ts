/**
 * msw's handlers in front of any undici dispatcher: `new
 * Agent().compose(mockInterceptor(handlers))`. msw itself intercepts `fetch` and `node:http`, but
 * not the package undici, whose dispatchers open their own sockets.
 */

import { fieldsOf } from "@seamline/core/internal";
import { assertSettings, callback, either, object, oneOf, type Setting, text, value } from "@seamline/core/settings";
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
      /** The handlers at the time of a request; the first match wins. */
      listHandlers(): readonly AnyHandler[];
    };

/** Options of the interceptor: unhandled requests, and the dispatcher's origin. */
export interface MockInterceptorOptions {
  /** The reaction to a request that no handler matches. Default `warn`, as in msw. */
  readonly onUnhandledFrame?: OnUnhandledFrame;
  /** The origin of a `Client` or `Pool`, whose requests have none. Default: the request's. */
  readonly origin?: string;
}

const sourceSetting: Setting = value(
  "an array of handlers, or msw's server",
  (given) => Array.isArray(given) || typeof fieldsOf(given).listHandlers === "function",
);
const interceptorSetting: Setting = object({
  onUnhandledFrame: either((given) => (typeof given === "function" ? callback : oneOf("bypass", "warn", "error"))),
  origin: text("an origin"),
});

/**
 * Creates an interceptor for `dispatcher.compose(…)`. Requests to which a handler responds never
 * reach a socket; `passthrough()` and unhandled requests continue to the dispatcher.
 * @throws {TypeError} for handlers of another kind, and for an unknown or invalid option.
 */
export function mockInterceptor(
  source: HandlerSource,
  options: MockInterceptorOptions = {},
): Dispatcher.DispatcherComposeInterceptor {
  assertSettings("mockInterceptor", sourceSetting, source);
  assertSettings("mockInterceptor", interceptorSetting, options);
  return (dispatch) => (request, handler) => {
    // A `Request` can express neither.
    if (request.method === "CONNECT" || request.method === "TRACE" || request.upgrade)
      return dispatch(request, handler);
    // Runs in the caller's async context, which msw's boundaries depend on.
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

/** Runs one exchange. Never rejects: errors go to the handler. */
async function exchange({ dispatch, request, handler, handlers, options }: Exchange): Promise<void> {
  const controller = new MockedController();
  try {
    await Promise.resolve(); // handlers expect no events before dispatch has returned
    handler.onRequestStart?.(controller, {});
    if (controller.aborted) throw controller.reason;
    const replayable = toRequest(request, options.origin, controller.signal);
    const timeout = (): Error => createNetworkError("UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error");
    const finding = findResponse(replayable.request, handlers, options);
    const response = await within(finding, request.headersTimeout ?? 0, timeout, controller.signal);
    if (response === undefined) {
      dispatch(replayable.options, forward(handler, controller));
      return;
    }
    if (response.type === "error") throw createNetworkError("UND_ERR_SOCKET", "other side closed");
    const bodyTimeoutMs = request.bodyTimeout ?? 0;
    await replayResponse(response, handler, controller, { method: request.method, bodyTimeoutMs });
  } catch (reason) {
    handler.onResponseError?.(controller, reason instanceof Error ? reason : new Error(String(reason)));
  }
}

/** Returns the response of a handler; `undefined` if the request continues to the dispatcher. */
async function findResponse(
  request: Request,
  handlers: RequestHandler[],
  { onUnhandledFrame = "warn" }: MockInterceptorOptions,
): Promise<Response | undefined> {
  if (request.headers.get("accept")?.includes("msw/passthrough")) return undefined; // msw's bypass()
  const unread = request.clone();
  let response: Response | undefined;
  try {
    response = await getResponse(handlers, request);
  } catch (reason) {
    if (reason instanceof Response) return reason; // in msw, a thrown response is the response
    throw createNetworkError("UND_ERR_SOCKET", `a request handler for ${request.method} ${request.url} threw`, reason);
  }
  if (response !== undefined) return isPassthroughResponse(response) ? undefined : response;
  if (await mayPass(unread, onUnhandledFrame)) return undefined;
  throw createNetworkError("UND_ERR_SOCKET", `${request.method} ${request.url} has no request handler`);
}

/** Returns a handler for the real exchange, whose caller already has the mocked controller. */
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

/** Returns `false` for handlers of WebSockets. */
function isRequestHandler(handler: AnyHandler): handler is RequestHandler {
  return typeof fieldsOf(handler).run === "function" && "info" in handler;
}
