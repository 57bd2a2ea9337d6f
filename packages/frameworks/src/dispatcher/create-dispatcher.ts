/** Dispatchers whose requests applications in memory serve. */

import { assertSettings, value } from "@seamline/core/settings";
import {
  createUndiciDispatcher,
  type UndiciDispatch,
  type UndiciDispatcher,
  type UndiciInterceptor,
} from "@seamline/http/extend";
import type { App } from "../memory/app.ts";
import { SubRequestError } from "../memory/sub-request-error.ts";
import { type AnyDispatcher, type DispatcherOfAll, isDispatcher } from "./any-dispatcher.ts";
import { toBothForms } from "./handler-forms.ts";
import { type RequestWays, refuse, routeRequest, type ServingOptions, servingSetting } from "./request-routing.ts";
import { createRouteTable, type RouteMatch, type Routes, type RouteTarget } from "./routes.ts";
import type { ServedRequest } from "./served-request.ts";

/** Options of {@link createDispatcher}. */
export interface DispatcherOptions extends ServingOptions {
  /**
   * The dispatcher of requests without a route, such as `new Agent()`; it closes with this one.
   * Default `"refuse"`: such a request fails as `UND_ERR_NOT_SUPPORTED`, and never opens a socket.
   */
  readonly otherwise?: AnyDispatcher | "refuse";
}

/** A dispatcher with routes; by default in the form that undici 7, 8 and `fetch` take. */
export type MemoryDispatcher<Of = DispatcherOfAll> = Of & {
  /**
   * Adds a route behind the others.
   * @throws {TypeError} for a match or an application of another kind, for a route that others hide,
   * and for a dispatcher whose one application serves all origins.
   */
  route(match: RouteMatch, target: RouteTarget): MemoryDispatcher<Of>;
};

const otherwise = value(
  'a dispatcher such as new Agent(), or "refuse"',
  (given) => given === "refuse" || isDispatcher(given),
);

/**
 * Creates a dispatcher for `request(url, { dispatcher })` and its kin, `fetch(url, { dispatcher })`
 * and clients that take a dispatcher: an application in memory serves what has a route. It works
 * with undici 7 and 8 and with the `fetch` of Node 22, 24 and 26. Upgrades and CONNECT are refused.
 *
 * `close` waits for requests under way, `destroy` aborts them; both do the same to `otherwise`, and
 * leave the applications running.
 * @param served one application for all origins, or applications by origin.
 * @throws {TypeError} for what is neither an application nor routes, and for an unknown or invalid
 * option.
 * @example
 * ```ts
 * const dispatcher = createDispatcher({ "http://courier.local": app }, { otherwise: new Agent() });
 * const { body } = await request("http://courier.local/couriers/7", { dispatcher });
 * ```
 */
export function createDispatcher<Of = DispatcherOfAll>(
  served: App | Routes,
  options: DispatcherOptions = {},
): MemoryDispatcher<Of> {
  assertSettings("createDispatcher", servingSetting({ otherwise }), options);
  const table = createRouteTable("createDispatcher", served);
  const behind = options.otherwise === "refuse" ? undefined : options.otherwise;
  const underWay = new Set<ServedRequest>();
  let ended: "UND_ERR_CLOSED" | "UND_ERR_DESTROYED" | undefined;
  let closed: Promise<void> | undefined;
  let destroyed: Promise<void> | undefined;
  let onIdle: (() => void) | undefined;
  const ways: RequestWays = {
    table,
    limits: options,
    otherwise:
      behind &&
      ((request, handler) => {
        behind.dispatch(request, handler);
        return true; // `false` asks the caller to wait for an event that this dispatcher does not have
      }),
    underWay,
    onEnd: () => {
      if (underWay.size === 0) onIdle?.();
    },
  };
  const dispatch: UndiciDispatch = (request, handler) => {
    if (ended === undefined) return routeRequest(ways, request, handler);
    const text = ended === "UND_ERR_CLOSED" ? "The client is closed" : "The client is destroyed";
    return refuse(handler, new SubRequestError(ended, text));
  };
  const drain = async (): Promise<void> => {
    if (underWay.size > 0) {
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    }
    await behind?.close();
  };
  const close = (): Promise<void> => {
    if (ended === "UND_ERR_DESTROYED") return Promise.reject(new SubRequestError(ended, "The client is destroyed"));
    ended = "UND_ERR_CLOSED";
    closed ??= drain();
    return closed;
  };
  const destroy = (reason: Error | null): Promise<void> => {
    if (destroyed !== undefined) return destroyed;
    ended = "UND_ERR_DESTROYED";
    const error = reason ?? new SubRequestError(ended, "The client is destroyed");
    for (const request of [...underWay]) request.abort(error);
    destroyed = Promise.resolve(behind?.destroy(error));
    return destroyed;
  };
  const plain = createUndiciDispatcher({ dispatch, close, destroy });
  const { compose } = plain;
  const made: object = Object.assign(plain, {
    route(match: RouteMatch, target: RouteTarget) {
      table.add(match, target);
      return dispatcher;
    },
    // The last interceptor is outermost. Those of undici 7 and 8 call the newer form of handlers.
    compose(this: UndiciDispatcher, ...given: UndiciInterceptor[] | [UndiciInterceptor[]]) {
      return compose.call(this, ...given.flat(), acceptEitherForm);
    },
  });
  const dispatcher = made as MemoryDispatcher<Of>; // the caller names the types of the methods
  Object.defineProperties(dispatcher, {
    closed: { get: () => ended !== undefined, configurable: true },
    destroyed: { get: () => ended === "UND_ERR_DESTROYED", configurable: true },
  });
  return dispatcher;
}

const acceptEitherForm: UndiciInterceptor = (dispatch) => (options, handler) => dispatch(options, toBothForms(handler));
